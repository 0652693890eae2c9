import { z } from 'zod'
import { MIN_INDEXED_WINDOWS } from '../limits.js'
import { modelChoice, modelReference } from '../models/model.js'

export const few = MIN_INDEXED_WINDOWS.toLocaleString('en')

/** Of Postgres's own setting for it. */
const MAX_BUILD_GB = 2_000

export const newSearchIndex = z
  .strictObject({
    model: modelChoice,
    force: z
      .boolean()
      .default(false)
      .meta({ description: `Also for fewer than ${few} windows, which need no index.` }),
    memoryGb: z.number().min(0.1).max(MAX_BUILD_GB).optional().meta({
      description: `Memory for the build, on Postgres's machine, in GB (10^9 bytes); by default 1,900 bytes a window, up to 8 GiB. A graph that does not fit is built many times slower.`,
    }),
  })
  .meta({ id: 'NewSearchIndex' })

export const searchIndex = z
  .object({
    model: modelReference,
    state: z.enum(['none', 'building', 'ready', 'broken']).meta({
      description:
        'none, building: search is exact. broken: a build was interrupted; another one repairs it.',
    }),
    windows: z.int().meta({ description: 'Windows of the model.' }),
    sizeBytes: z.int(),
    progress: z.number().nullable().meta({ description: 'Share of the build that is done.' }),
    note: z.string().nullable(),
  })
  .meta({
    id: 'SearchIndex',
    examples: [
      {
        model: { id: 1, name: 'clap-mini', revision: '1' },
        state: 'building',
        windows: 1_000_000,
        sizeBytes: 850_000_000,
        progress: 0.4,
        note: null,
      },
    ],
  })
