import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { newRecordingRule, recordingCounts, recordingRule } from './recording-rule.js'

export const setRecordingRule = defineRoute({
  operationId: 'setRecordingRule',
  method: 'post',
  path: '/v1/recording-rules',
  tag: 'recordings',
  summary: 'Say how keys name the time of a recording',
  description:
    'In place of what was said of that prefix before. Objects that were heard are derived again, without being heard again; a large archive goes on in the background, and `counts.isPending` says so.',
  query: z.strictObject({}),
  body: newRecordingRule,
  answers: {
    200: answer(
      'The rule, and what became of the objects below its prefix.',
      z.object({
        rule: recordingRule,
        counts: recordingCounts,
        note: z
          .string()
          .nullable()
          .meta({ description: 'What may be amiss, in a sentence; null where nothing is.' }),
      }),
    ),
  },
  problems: [400, 413, 415],
})
