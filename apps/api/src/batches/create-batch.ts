import { routes } from '@earmark/contract'
import { type Batch, getBatch, createBatch as insertBatch } from '@earmark/db'
import { withinTime } from '@earmark/outage'
import { scanOfBatch } from '@earmark/queue'
import type { FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { readChosenLabelSets, storeChosenLabelSets } from '../label-sets/choose-label-sets.js'
import { requireFewBatches } from '../limits/require-few-batches.js'
import { checkGlobs } from './check-globs.js'
import { estimateBatch } from './estimate-batch.js'
import { requireAllowedSource } from './require-allowed-source.js'
import { requireBucket, requireSource } from './require-bucket.js'
import { resolveSettings } from './resolve-settings.js'
import { resolveSource } from './resolve-source.js'

/** A hundred thousand keys of 1,024 bytes in JSON, with room for escapes. */
const BODY_LIMIT_BYTES = 160 * 1024 * 1024
/** A queue that is down makes nobody wait: adding would go on trying. */
const QUEUE_TIMEOUT_MS = 2000
/** Half of what clients and proxies usually wait. */
const DRY_RUN_MS = 20_000

export function createBatch(app: ApiServer, deps: ApiDependencies): void {
  const { db, model, perKey, tracing } = deps

  serveRoute(
    app,
    routes.createBatch,
    async (request, reply) => {
      const { body } = request
      const traceparent = tracing?.traceparent() ?? null
      checkGlobs(body.source)
      const work = { ...resolveSettings(model, body), ...(await resolveSource(body.source)) }
      requireAllowedSource(deps, work)
      // Behind the check of what is allowed: others' buckets are not to be guessed.
      await requireSource(deps, body.source)
      await requireBucket(deps, body.reportTo, 'reportTo')
      if (body.dryRun) {
        // Those that do not exist are told before anything is counted.
        await readChosenLabelSets(db, model, body.labelSets)
        const limits = { budgetMs: DRY_RUN_MS, signal: requestSignal(reply) }
        return reply.code(200).send(await estimateBatch(deps, work, limits))
      }
      await requireFewBatches(db, request, perKey.activeBatches)
      return answerOnce(db, request, reply, async (tx) => {
        const id = await insertBatch(tx, {
          ...work,
          name: body.name ?? null,
          apiKeyId: request.getDecorator<ApiKey>('apiKey').id,
          traceparent,
          labelSetIds: await storeChosenLabelSets(tx, model, body.labelSets),
        })
        const created = (await getBatch(tx, id)) as Batch
        return {
          status: 201,
          location: `/v1/batches/${id}`,
          body: created,
          afterwards: async () => {
            if (created.state === 'scanning') await queueScan(deps, request, id)
          },
        }
      })
    },
    { bodyLimit: BODY_LIMIT_BYTES },
  )
}

/** The batch is stored, and with it all that matters: where the queue is down, the dispatcher finds the batch later. */
async function queueScan({ queue }: ApiDependencies, request: FastifyRequest, batchId: number) {
  try {
    await withinTime(QUEUE_TIMEOUT_MS, queue.queue('scans').add([scanOfBatch(batchId)]))
  } catch (err) {
    request.log.warn({ err, batchId }, 'Scan not queued, left to the dispatcher')
  }
}
