import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { s3Prefix } from '../fields/s3-url.js'
import { recordingCounts } from './recording-rule.js'

export const getRecordingCounts = defineRoute({
  operationId: 'getRecordingCounts',
  method: 'get',
  path: '/v1/recordings',
  tag: 'recordings',
  summary: 'Of how many objects it is known when they were recorded',
  query: z.strictObject({
    prefix: s3Prefix.optional().meta({ description: 'Objects below this address.' }),
  }),
  answers: { 200: answer('The figures.', recordingCounts) },
  problems: [400],
})
