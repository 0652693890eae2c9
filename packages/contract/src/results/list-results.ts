import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { fractionParameter, idParameter, versionParameter } from '../fields/number.js'
import { cursorParameter, explainedPageOf, limitParameter } from '../fields/page.js'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText } from '../fields/text.js'
import { recordingFilter } from '../recordings/recording-filter.js'
import { result } from './result.js'

export const listResults = defineRoute({
  operationId: 'listResults',
  method: 'get',
  path: '/v1/results',
  tag: 'results',
  summary: 'What was heard, the most probable first',
  description:
    'Clip-level scores: one row for an object, a model and a label. The same rows are in the SQL view `earmark.results`.',
  query: z.strictObject({
    label: storableText.optional().meta({
      description: "The label's exact words, in whichever label set.",
      examples: ['rain'],
    }),
    minProbability: fractionParameter.optional().meta({ examples: [0.9] }),
    prefix: s3Prefix
      .optional()
      .meta({ description: 'Objects below this address.', examples: ['s3://archive/2026/'] }),
    batch: idParameter
      .optional()
      .meta({ description: "What a batch found: its label sets' labels in its objects." }),
    labelSet: storableText.optional().meta({ description: 'Name of a label set, all versions.' }),
    labelSetVersion: versionParameter.optional(),
    ...recordingFilter,
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of results.', explainedPageOf(result)) },
  problems: [400, 404],
})
