import { type Batch, getBatch, createBatch as insertBatch, type NewBatch } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiKey } from '../authenticate.js'
import type { ApiDependencies } from '../dependencies.js'
import { storeLabelSets } from '../resolve-label-sets.js'
import { resolveWindowing } from '../resolve-windowing.js'
import { answer } from '../schemas/answer.js'
import { batch, MAX_KEYS, newBatch } from '../schemas/batch.js'
import { problems } from '../schemas/problem.js'
import { withinTime } from '../within-time.js'

/** A hundred thousand keys of 1,024 bytes in JSON, with room for escapes. */
const BODY_LIMIT_BYTES = 160 * 1024 * 1024
/** Rows for `keep: "all"`: more than any label set has labels. */
const KEEP_ALL = 1_000_000
/** A queue that is down makes nobody wait: adding would go on trying. */
const QUEUE_TIMEOUT_MS = 2000

export function createBatch(app: ApiServer, deps: ApiDependencies): void {
  const { db, model } = deps

  app.post(
    '/batches',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags: ['batches'],
        operationId: 'createBatch',
        summary: 'Tag many objects',
        description: `Takes an S3 prefix, or a list of up to ${MAX_KEYS.toLocaleString('en')} keys, and one or more label sets. Each object is decoded once for all label sets, and not at all where its embeddings exist already. A bucket that does not exist or may not be read makes the batch \`failed\`, with \`code\` and \`reason\`.`,
        body: newBatch,
        response: { 201: answer('The batch, as stored.', batch), ...problems(400, 404, 413, 415) },
      },
    },
    async (request, reply) => {
      const { body } = request
      const work = { ...resolveWindowing(model, body), ...readSource(body.source) }
      const id = await db.transaction(async (tx) =>
        insertBatch(tx, {
          ...work,
          name: body.name ?? null,
          modelId: model.id,
          priority: body.priority,
          keepTop: body.keep === 'all' ? KEEP_ALL : (body.keep ?? null),
          apiKeyId: request.getDecorator<ApiKey>('apiKey').id,
          labelSetIds: await storeLabelSets(tx, body.labelSets),
        }),
      )
      const created = (await getBatch(db, id)) as Batch
      if (created.state === 'scanning') await queueScan(deps, request, id)
      return reply.code(201).header('location', `/v1/batches/${id}`).send(created)
    },
  )
}

function readSource(
  source: z.output<typeof newBatch>['source'],
): Pick<NewBatch, 'source' | 'objects'> {
  if ('prefix' in source) return { source }
  const keys = [...new Set(source.keys)]
  return { source: { keys: keys.length }, objects: keys.map((key) => parseS3Url(key)) }
}

/** The batch is stored, and with it all that matters: where the queue is down, the dispatcher finds the batch later. */
async function queueScan({ queue }: ApiDependencies, request: FastifyRequest, batchId: number) {
  try {
    const job = { id: `scan-${batchId}`, data: { batchId } }
    await withinTime(QUEUE_TIMEOUT_MS, queue.queue('scans').add([job]))
  } catch (err) {
    request.log.warn({ err, batchId }, 'Scan not queued, left to the dispatcher')
  }
}
