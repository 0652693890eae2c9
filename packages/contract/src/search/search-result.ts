import { z } from 'zod'
import { id } from '../fields/number.js'
import { modelReference } from '../models/model.js'

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
