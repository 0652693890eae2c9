import { z } from 'zod'
import { answer } from '../answer.js'
import { windowing } from '../batches/windowing.js'
import { defineRoute } from '../define-route.js'
import { s3ObjectUrl } from '../fields/s3-url.js'
import { clip } from './clip.js'

/** The `request` field beside an uploaded file. */
export const clipUploadQuestion = z
  .strictObject(windowing)
  .meta({ id: 'ClipUpload', examples: [{ hopS: 1, windowS: 2 }] })

const clipOfObject = z
  .strictObject({ source: z.strictObject({ key: s3ObjectUrl }), ...windowing })
  .meta({ id: 'ClipOfObject', examples: [{ source: { key: 's3://archive/2026/kitchen.flac' } }] })

/** Multipart bodies are read part by part; here they are only described. */
const clipUpload = z.unknown().meta({
  type: 'object',
  required: ['request', 'file'],
  properties: {
    request: { $ref: '#/components/schemas/ClipUploadInput' },
    file: {
      type: 'string',
      format: 'binary',
      description: 'Audio, or video with sound; up to 25 MB.',
    },
  },
}) as z.ZodType<unknown, { file: Blob; request: z.input<typeof clipUploadQuestion> }>

export const createClip = defineRoute({
  operationId: 'createClip',
  method: 'post',
  path: '/v1/clips',
  tag: 'clips',
  audited: false,
  summary: 'Hear a clip once, to ask it again and again',
  description:
    'Decodes and embeds an uploaded file of up to 25 MB (multipart: a `file`, and a `request` field with JSON), or an object in S3. What was heard stays in the memory of the API that answers, for the API key that sent it: 15 minutes after it was asked last, at most 32 clips with 10 hours of sound in all; beyond that the one that was asked longest ago goes. Nothing is stored.',
  body: clipOfObject,
  form: clipUpload,
  answers: { 201: answer('It was heard.', clip) },
  problems: [400, 404, 408, 413, 415, 422, 429],
})
