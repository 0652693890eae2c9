import fastifyMultipart from '@fastify/multipart'
import Fastify, { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { ApiServer } from './api-server.js'
import { createAuthenticator } from './authenticate.js'
import type { ApiDependencies } from './dependencies.js'
import { handleError } from './error-handler.js'
import { createNotFoundHandler } from './handle-not-found.js'
import { refuseUnknownRoutes } from './http/refuse-unknown-routes.js'
import { createReplay } from './idempotency/create-replay.js'
import { parseJsonBody } from './parse-json-body.js'
import { registerOpenapi } from './register-openapi.js'
import { annotate } from './routes/annotate.js'
import { applyLabelSet } from './routes/apply-label-set.js'
import { calibrateLabelSet } from './routes/calibrate-label-set.js'
import { cancelBatch } from './routes/cancel-batch.js'
import { changeBatch } from './routes/change-batch.js'
import { classify } from './routes/classify.js'
import { compareModels } from './routes/compare-models.js'
import { createBatch } from './routes/create-batch.js'
import { createLabelSet } from './routes/create-label-set.js'
import { createWatch } from './routes/create-watch.js'
import { deleteWatch } from './routes/delete-watch.js'
import { followBatch } from './routes/follow-batch.js'
import { getBatch } from './routes/get-batch.js'
import { getLabelSet } from './routes/get-label-set.js'
import { getObject } from './routes/get-object.js'
import { getReport } from './routes/get-report.js'
import { getRetagging } from './routes/get-retagging.js'
import { getWatch } from './routes/get-watch.js'
import { healthz } from './routes/healthz.js'
import { listAnnotations } from './routes/list-annotations.js'
import { listBatches } from './routes/list-batches.js'
import { listDeliveries } from './routes/list-deliveries.js'
import { listDetections } from './routes/list-detections.js'
import { listItems } from './routes/list-items.js'
import { listKeys } from './routes/list-keys.js'
import { listLabelSets } from './routes/list-label-sets.js'
import { listModels } from './routes/list-models.js'
import { listResults } from './routes/list-results.js'
import { listRetaggings } from './routes/list-retaggings.js'
import { listSimilar } from './routes/list-similar.js'
import { listWatches } from './routes/list-watches.js'
import { pauseBatch } from './routes/pause-batch.js'
import { prune } from './routes/prune.js'
import { readyz } from './routes/readyz.js'
import { resumeBatch } from './routes/resume-batch.js'
import { retryBatch } from './routes/retry-batch.js'
import { revokeKey } from './routes/revoke-key.js'
import { runWatch } from './routes/run-watch.js'
import { search } from './routes/search.js'
import { searchIndex } from './routes/search-index.js'
import { steerRetagging } from './routes/steer-retagging.js'
import { takeEvents } from './routes/take-events.js'
import { writeReport } from './routes/write-report.js'
import { validateRequest } from './validate-request.js'

/** A client that sends more slowly than this does not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 300_000

/** Puts the API together. Nothing is listening yet: call `listen`, or `inject` in a test. */
export async function buildApp(deps: ApiDependencies): Promise<ApiServer> {
  const app = Fastify({
    loggerInstance: deps.logger,
    // One line a request is written below, when it is done.
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Keep-alive connections without a request under way do not hold up a stop.
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) =>
      handleError(error, request as FastifyRequest, reply as FastifyReply),
  }) as unknown as ApiServer
  app.setValidatorCompiler(validateRequest)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(handleError)
  const { onRoute, handleNotFound } = createNotFoundHandler()
  app.addHook('onRoute', onRoute)
  app.addHook('onRoute', refuseUnknownRoutes)
  app.setNotFoundHandler(handleNotFound)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJsonBody)
  app.addHook('onResponse', logResponse)
  closeConnectionsWhileStopping(app)
  app.addHook('onSend', leaveBodyUnread)
  await app.register(fastifyMultipart, { throwFileSizeLimit: false })
  await registerOpenapi(app)

  healthz(app)
  readyz(app, deps)
  await app.register((v1, _options, done) => {
    registerV1(v1 as unknown as ApiServer, deps)
    done()
  })
  await app.ready()
  return app
}

/** A stop waits for connections: those of requests under way must not be kept for a next one. */
function closeConnectionsWhileStopping(app: ApiServer): void {
  let isStopping = false
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close')
  })
}

/** What is refused before its body has come is not read on: the connection ends with the answer. */
async function leaveBodyUnread(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (reply.statusCode >= 400 && request.raw.complete === false) reply.header('connection', 'close')
}

/** The routes that need a key. */
function registerV1(app: ApiServer, deps: ApiDependencies): void {
  const authenticate = createAuthenticator(deps)
  app.decorateRequest('apiKey', null)
  // Before the body is read: strangers upload nothing.
  app.addHook('onRequest', async (request) => {
    request.setDecorator('apiKey', await authenticate(request))
  })
  app.addHook('preHandler', createReplay(deps))
  createBatch(app, deps)
  listBatches(app, deps)
  getBatch(app, deps)
  listItems(app, deps)
  changeBatch(app, deps)
  pauseBatch(app, deps)
  resumeBatch(app, deps)
  cancelBatch(app, deps)
  retryBatch(app, deps)
  followBatch(app, deps)
  getReport(app, deps)
  writeReport(app, deps)
  listDeliveries(app, deps)
  prune(app, deps)
  createWatch(app, deps)
  listWatches(app, deps)
  getWatch(app, deps)
  deleteWatch(app, deps)
  runWatch(app, deps)
  // A scope of its own: no other route takes plain text.
  app.register((events, _options, done) => {
    takeEvents(events as unknown as ApiServer, deps)
    done()
  })
  listResults(app, deps)
  createLabelSet(app, deps)
  listLabelSets(app, deps)
  getLabelSet(app, deps)
  applyLabelSet(app, deps)
  listRetaggings(app, deps)
  getRetagging(app, deps)
  steerRetagging(app, deps)
  search(app, deps)
  listSimilar(app, deps)
  searchIndex(app, deps)
  calibrateLabelSet(app, deps)
  listDetections(app, deps)
  listModels(app, deps)
  compareModels(app, deps)
  annotate(app, deps)
  listAnnotations(app, deps)
  classify(app, deps)
  getObject(app, deps)
  listKeys(app, deps)
  revokeKey(app, deps)
}

async function logResponse(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  // The route, not the URL: what people search for is theirs.
  const { method, routeOptions } = request
  const fields = { method, route: routeOptions.url ?? null, status: reply.statusCode }
  request.log.info({ ...fields, durationMs: Math.round(reply.elapsedTime) }, 'Request answered')
}
