import { z } from 'zod'
import { modelReference } from './model.js'
import {
  booleanParameter,
  fractionParameter,
  id,
  idParameter,
  integerParameter,
  secondsParameter,
} from './number.js'
import { s3Prefix } from './s3-url.js'
import { storableText } from './text.js'

const MAX_HITS = 200
const DEFAULT_HITS = 10

/** What a search may be narrowed to; a filter never makes it find fewer objects than there are. */
export const searchFilter = {
  prefix: s3Prefix.optional().meta({
    description: 'Objects below this address.',
    examples: ['s3://archive/2026/'],
  }),
  batch: idParameter.optional().meta({ description: "A batch's objects." }),
  minDurationS: secondsParameter.optional(),
  maxDurationS: secondsParameter.optional(),
  label: storableText.optional().meta({
    description: 'Objects classified under this label, by its exact words, in whichever label set.',
  }),
  minProbability: fractionParameter
    .optional()
    .meta({ description: 'With `label`: how probable it is at least.' }),
  limit: integerParameter({ min: 1, max: MAX_HITS })
    .optional()
    .transform((limit) => limit ?? DEFAULT_HITS)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_HITS,
      default: DEFAULT_HITS,
      description: 'Objects.',
    }),
}

export const exactParameter = booleanParameter
  .optional()
  .meta({ description: 'Compare every window, also where there is an index.' })

const similarity = z.number().meta({ description: 'Cosine with what was searched for.' })

export const searchResult = z
  .object({
    model: modelReference,
    method: z.enum(['index', 'exact', 'exact_filtered']).meta({
      description:
        'index: through the search index. exact: every window was compared. exact_filtered: every window that passes the filters was.',
    }),
    note: z.string().nullable().meta({ description: 'What could be quicker, in a sentence.' }),
    hits: z
      .array(
        z.object({
          objectId: id,
          bucket: z.string(),
          key: z.string(),
          durationS: z.number().nullable(),
          similarity,
          moments: z
            .array(z.object({ index: z.int(), startS: z.number(), endS: z.number(), similarity }))
            .meta({ description: 'The best windows, the best first.' }),
        }),
      )
      .meta({ description: 'The most similar object first.' }),
  })
  .meta({ id: 'SearchResult' })

export const textSearchResult = searchResult
  .extend({
    query: z
      .object({ q: z.string(), prompt: z.string() })
      .meta({ description: 'What was asked, and the prompt that was searched for.' }),
  })
  .meta({
    id: 'TextSearchResult',
    examples: [
      {
        query: { q: 'rain on a tent', prompt: 'This is a sound of rain on a tent.' },
        model: { id: 1, name: 'clap-mini', revision: '1' },
        method: 'index',
        note: null,
        hits: [
          {
            objectId: 42,
            bucket: 'archive',
            key: '2026/camping.flac',
            durationS: 61.2,
            similarity: 0.48,
            moments: [{ index: 2, startS: 20, endS: 30, similarity: 0.48 }],
          },
        ],
      },
    ],
  })

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
