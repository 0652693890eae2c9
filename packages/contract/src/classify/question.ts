import { z } from 'zod'
import { windowing } from '../batches/windowing.js'
import { s3ObjectUrl } from '../fields/s3-url.js'
import { labelSetChoices } from '../label-sets/label-set-choice.js'
import { MAX_LABELS } from '../limits.js'

const question = {
  labelSets: labelSetChoices,
  ...windowing,
  top: z
    .int()
    .min(1)
    .max(MAX_LABELS)
    .optional()
    .meta({ description: 'Scores of each window and of the clip. Default: of all labels.' }),
}

/** The `request` field beside an uploaded file. */
export const uploadQuestion = z
  .strictObject(question)
  .meta({ id: 'ClassifyUpload', examples: [{ labelSets: [{ labels: ['dog', 'rain'] }] }] })

export const classifyRequest = z
  .strictObject({ source: z.strictObject({ key: s3ObjectUrl }), ...question })
  .meta({
    id: 'ClassifyObject',
    examples: [
      {
        source: { key: 's3://archive/2026/kitchen.flac' },
        labelSets: [{ labels: ['dog', 'rain'] }],
      },
    ],
  })

/** A clip that comes with its question. Multipart bodies are read part by part; here they are only described. */
export type ClassifyUpload = { file: Blob; request: z.input<typeof uploadQuestion> }

export const classifyUpload = z.unknown().meta({
  type: 'object',
  required: ['request', 'file'],
  properties: {
    request: { $ref: '#/components/schemas/ClassifyUploadInput' },
    file: {
      type: 'string',
      format: 'binary',
      description: 'Audio, or video with sound; up to 25 MB.',
    },
  },
}) as z.ZodType<unknown, ClassifyUpload>
