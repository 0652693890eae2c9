import { z } from 'zod'
import type { CallOptions } from './page.js'
import { type ApiAddress, sendRequest } from './send-request.js'

const modelSchema = z.looseObject({ id: z.number(), name: z.string(), revision: z.string() })
const winnerSchema = z.looseObject({ label: z.string(), probability: z.number() })

const comparisonSchema = z.looseObject({
  labelSet: z.looseObject({ name: z.string(), version: z.number() }),
  a: modelSchema,
  b: modelSchema,
  /** Objects that both have scored. */
  objects: z.number(),
  /** Of these, with the same most probable label. */
  agreed: z.number(),
  /** How far the probabilities moved: 0 not at all, 1 altogether. */
  meanMoved: z.number(),
  moved: z.array(
    z.looseObject({
      bucket: z.string(),
      key: z.string(),
      moved: z.number(),
      a: winnerSchema,
      b: winnerSchema,
    }),
  ),
})
export type ModelComparison = z.infer<typeof comparisonSchema>

export type ComparisonQuery = {
  /** Models by name or name@revision. */
  a: string
  b: string
  labelSet: string
  labelSetVersion?: number
  limit?: number
}

export type ModelCalls = {
  compareModels: (query: ComparisonQuery, options?: CallOptions) => Promise<ModelComparison>
}

export function modelCalls(address: ApiAddress): ModelCalls {
  return {
    compareModels: (query, { signal } = {}) =>
      sendRequest(address, { path: '/v1/models/compare', query, schema: comparisonSchema, signal }),
  }
}
