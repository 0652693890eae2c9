import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter, versionParameter } from '../fields/number.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { storableText } from '../fields/text.js'
import { annotation } from './annotation.js'

export const listAnnotations = defineRoute({
  operationId: 'listAnnotations',
  method: 'get',
  path: '/v1/annotations',
  tag: 'annotations',
  summary: 'List what people said of labels, object by object',
  query: z.strictObject({
    label: storableText.optional().meta({ description: "The label's exact words." }),
    labelSet: storableText.optional().meta({ description: 'Name of a label set, all versions.' }),
    labelSetVersion: versionParameter.optional(),
    object: idParameter.optional().meta({ description: 'Only of this object.' }),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of annotations.', pageOf(annotation)) },
  problems: [400, 404],
})
