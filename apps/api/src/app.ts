import { maxHeaderSize } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastifyMultipart from '@fastify/multipart'
import Fastify, { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { registerAnnotations } from './annotations/register-annotations.js'
import { auditRequests } from './audit/audit-requests.js'
import { listAudit } from './audit/list-audit.js'
import { registerBatches } from './batches/register-batches.js'
import { registerBuckets } from './buckets/register-buckets.js'
import { classify } from './classify/classify.js'
import { createAdmission } from './classify/create-admission.js'
import { registerClips } from './clips/register-clips.js'
import type { ApiDependencies } from './dependencies.js'
import { healthz } from './health/healthz.js'
import { readyz } from './health/readyz.js'
import type { ApiServer } from './http/api-server.js'
import { createAuthenticator } from './http/authenticate.js'
import { handleError } from './http/error-handler.js'
import { createNotFoundHandler } from './http/handle-not-found.js'
import { createReplay } from './http/idempotency/create-replay.js'
import { parseJsonBody } from './http/parse-json-body.js'
import { refuseUnknownRoutes } from './http/refuse-unknown-routes.js'
import { registerOpenapi } from './http/register-openapi.js'
import { addSecurityHeaders } from './http/site/add-security-headers.js'
import { createHostGuard } from './http/site/refuse-foreign-hosts.js'
import { validateRequest } from './http/validate-request.js'
import { registerKeys } from './keys/register-keys.js'
import { registerLabelSets } from './label-sets/register-label-sets.js'
import { limitKeys } from './limits/limit-keys.js'
import { listen } from './listen/listen.js'
import { registerWebsocket } from './listen/register-websocket.js'
import { noteRequests } from './metrics/note-requests.js'
import { traceRequests } from './metrics/trace-requests.js'
import { registerModels } from './models/register-models.js'
import { registerObjects } from './objects/register-objects.js'
import { HELP, serveHelp } from './page/serve-help.js'
import { servePage } from './page/serve-page.js'
import { registerRecordings } from './recordings/register-recordings.js'
import { registerResults } from './results/register-results.js'
import { registerRetaggings } from './retaggings/register-retaggings.js'
import { registerReview } from './review/register-review.js'
import { registerSearch } from './search/register-search.js'
import { registerSession } from './session/register-session.js'
import { signIn } from './session/sign-in.js'
import { signOut } from './session/sign-out.js'
import { registerSql } from './sql/register-sql.js'
import { getStats } from './stats/get-stats.js'
import { registerWatches } from './watches/register-watches.js'

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
    // A label may stand in a path, and is longer than the router's usual 100 characters. Node itself bounds the whole URL.
    routerOptions: { maxParamLength: maxHeaderSize },
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
  traceRequests(app, deps.tracing)
  app.addHook('onResponse', logResponse)
  noteRequests(app, deps.metrics)
  app.addHook('onRequest', createHostGuard(deps.site))
  closeConnectionsWhileStopping(app)
  app.addHook('onSend', leaveBodyUnread)
  await addSecurityHeaders(app, deps.site)
  await app.register(fastifyMultipart, { throwFileSizeLimit: false })
  await app.register(fastifyCookie)
  await registerOpenapi(app)
  await registerWebsocket(app)

  healthz(app)
  readyz(app, deps)
  signIn(app, deps)
  signOut(app, deps)
  await app.register((v1, _options, done) => {
    registerV1(v1 as unknown as ApiServer, deps).then(() => done(), done)
  })
  await app.register(
    (help, _options, done) => {
      serveHelp(help as unknown as ApiServer, deps)
      done()
    },
    { prefix: HELP },
  )
  await app.register((page, _options, done) => {
    servePage(page as unknown as ApiServer, deps)
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

/** The routes that need a key, or a browser that is signed in. */
async function registerV1(app: ApiServer, deps: ApiDependencies): Promise<void> {
  const authenticate = createAuthenticator(deps)
  app.decorateRequest('apiKey', null)
  // Before the body is read: strangers upload nothing.
  app.addHook('onRequest', async (request) => {
    request.setDecorator('apiKey', await authenticate(request))
  })
  await limitKeys(app, deps)
  app.addHook('preHandler', createReplay(deps))
  auditRequests(app, deps)
  registerBatches(app, deps)
  registerWatches(app, deps)
  registerResults(app, deps)
  registerLabelSets(app, deps)
  registerRetaggings(app, deps)
  registerSearch(app, deps)
  registerModels(app, deps)
  registerAnnotations(app, deps)
  registerReview(app, deps)
  // One line for all that is heard at once.
  const admission = createAdmission(deps.limits)
  classify(app, { ...deps, admission })
  registerClips(app, { ...deps, admission })
  listen(app, deps, authenticate)
  registerObjects(app, deps)
  registerRecordings(app, deps)
  registerBuckets(app, deps)
  registerKeys(app, deps)
  listAudit(app, deps)
  registerSession(app, deps)
  getStats(app, deps)
  registerSql(app, deps)
}

async function logResponse(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  // The route, not the URL: what people search for is theirs.
  const { method, routeOptions } = request
  const fields = { method, route: routeOptions.url ?? null, status: reply.statusCode }
  request.log.info({ ...fields, durationMs: Math.round(reply.elapsedTime) }, 'Request answered')
}
