import { z } from 'zod'
import { heardChannelDescription } from '../objects/object.js'
import { score } from '../results/score.js'

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
