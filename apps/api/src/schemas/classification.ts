import { MAX_LABELS } from '@earmark/core'
import { z } from 'zod'
import { windowing } from './batch.js'
import { labelSetChoices } from './label-set.js'
import { heardChannelDescription } from './object.js'
import { s3ObjectUrl } from './s3-url.js'
import { score } from './score.js'

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

export const classification = z
  .object({
    model: z.object({ name: z.string(), revision: z.string() }),
    durationS: z.number(),
    heardChannel: z.int().nullable().meta({ description: heardChannelDescription }),
    labelSets: z.array(
      z.object({
        name: z.string(),
        template: z.string(),
        windows: z.array(
          z.object({ startS: z.number(), endS: z.number(), scores: z.array(score) }),
        ),
        clip: z.array(score).meta({ description: 'Means over the windows, the best first.' }),
      }),
    ),
  })
  .meta({
    id: 'Classification',
    examples: [
      {
        model: { name: 'clap-mini', revision: '1' },
        durationS: 5,
        heardChannel: null,
        labelSets: [
          {
            name: 'dog, rain',
            template: 'Sound of {}',
            windows: [
              {
                startS: 0,
                endS: 5,
                scores: [
                  { label: 'dog', probability: 0.97, similarity: 0.52 },
                  { label: 'rain', probability: 0.03, similarity: 0.24 },
                ],
              },
            ],
            clip: [
              { label: 'dog', probability: 0.97, similarity: 0.52 },
              { label: 'rain', probability: 0.03, similarity: 0.24 },
            ],
          },
        ],
      },
    ],
  })
