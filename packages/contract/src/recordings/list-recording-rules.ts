import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { recordingRule } from './recording-rule.js'

export const listRecordingRules = defineRoute({
  operationId: 'listRecordingRules',
  method: 'get',
  path: '/v1/recording-rules',
  tag: 'recordings',
  summary: 'How keys name the time of a recording',
  query: z.strictObject({}),
  answers: {
    200: answer(
      'All rules, by address; the one without a prefix first.',
      z.object({ items: z.array(recordingRule) }),
    ),
  },
  problems: [400],
})
