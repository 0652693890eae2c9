import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { MAX_KEYS } from '../limits.js'
import { batch } from './batch.js'
import { batchEstimate } from './batch-estimate.js'
import { newBatch } from './new-batch.js'

export const createBatch = defineRoute({
  operationId: 'createBatch',
  method: 'post',
  path: '/v1/batches',
  tag: 'batches',
  summary: 'Tag many objects',
  description: `Takes an S3 prefix, a manifest, or a list of up to ${MAX_KEYS.toLocaleString('en')} keys, and one or more label sets. Each object is decoded once for all label sets, and not at all where its embeddings exist already. A source that cannot be read makes the batch \`failed\`, with \`code\` and \`reason\`.`,
  body: newBatch,
  answers: {
    200: answer('What the batch would be, for `dryRun`.', batchEstimate),
    201: answer('The batch, as stored.', batch),
  },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
