import { z } from 'zod'
import { heardChannelDescription } from '../objects/object.js'

export const clip = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ description: 'As it was uploaded, or its key.' }),
    model: z.object({ name: z.string(), revision: z.string() }),
    labels: z
      .array(z.string())
      .nullable()
      .meta({ description: "The model's own labels; null for a model that knows words." }),
    durationS: z.number(),
    heardChannel: z.int().nullable().meta({ description: heardChannelDescription }),
    starts: z.array(z.number()).meta({ description: 'The second that each window starts at …' }),
    ends: z.array(z.number()).meta({ description: '… and the one that it ends at.' }),
  })
  .meta({
    id: 'Clip',
    examples: [
      {
        id: '0199b3a4-6f0e-4d8e-9a55-3c1f0f4c2b1a',
        name: 'kitchen.flac',
        model: { name: 'clap-mini', revision: '1' },
        labels: null,
        durationS: 12.5,
        heardChannel: null,
        starts: [0, 10],
        ends: [10, 12.5],
      },
    ],
  })
