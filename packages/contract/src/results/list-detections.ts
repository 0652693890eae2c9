import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter, versionParameter } from '../fields/number.js'
import { cursorParameter, explainedPageOf, limitParameter } from '../fields/page.js'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText } from '../fields/text.js'
import { recordingFilter } from '../recordings/recording-filter.js'
import { detection } from './detection.js'

export const listDetections = defineRoute({
  operationId: 'listDetections',
  method: 'get',
  path: '/v1/detections',
  tag: 'results',
  summary: 'Where labels stand out from the background, object by object',
  description:
    'Touching windows are one detection. There are none of label sets that have not been calibrated. The same rows are in the SQL view `earmark.detections`.',
  query: z.strictObject({
    label: storableText.optional().meta({
      description: "The label's exact words, in whichever label set.",
      examples: ['rain'],
    }),
    labelSet: storableText.optional().meta({ description: 'Name of a label set, all versions.' }),
    labelSetVersion: versionParameter.optional(),
    prefix: s3Prefix.optional().meta({ description: 'Objects below this address.' }),
    object: idParameter.optional().meta({ description: 'Only in this object.' }),
    batch: idParameter.optional().meta({ description: "Only in this batch's objects." }),
    ...recordingFilter,
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of detections.', explainedPageOf(detection)) },
  problems: [400, 404],
})
