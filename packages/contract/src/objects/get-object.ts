import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter, integerParameter, versionParameter } from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { DEFAULT_TOP_SCORES } from '../limits.js'
import { storedObject } from './object.js'

export const getObject = defineRoute({
  operationId: 'getObject',
  method: 'get',
  path: '/v1/objects/{id}',
  tag: 'objects',
  summary: 'An object with all that was heard in it',
  description:
    'With `labelSet`, the scores of each window too. They are computed from the stored embeddings, so any label set will do, also one that the object was never tagged with.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    labelSet: storableText
      .optional()
      .meta({ description: 'Name of a label set: each window is scored under it.' }),
    labelSetVersion: versionParameter.optional().meta({ description: 'Default: the newest.' }),
    top: integerParameter({ min: 1, max: 100 })
      .optional()
      .meta({
        description: `Scores of each window, the best first. Default: ${DEFAULT_TOP_SCORES}.`,
      }),
  }),
  answers: { 200: answer('The object.', storedObject) },
  problems: [400, 404],
})
