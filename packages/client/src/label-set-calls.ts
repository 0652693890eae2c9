import { z } from 'zod'
import type { CallOptions, CreateOptions, Page, PageRequest } from './page.js'
import { pageSchema } from './schemas.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, sendRequest } from './send-request.js'

export const labelSetSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  version: z.number(),
  template: z.string(),
})
export type LabelSet = z.infer<typeof labelSetSchema>

/** With its labels. */
const storedLabelSetSchema = labelSetSchema.extend({
  labels: z.array(
    z.looseObject({
      name: z.string(),
      prompts: z.array(z.string()),
      isBackground: z.boolean().optional(),
      isByExample: z.boolean().optional(),
      examples: z.array(z.unknown()).optional(),
    }),
  ),
})
export type StoredLabelSet = z.infer<typeof storedLabelSetSchema>

export type NewLabelSet = {
  name: string
  template?: string
  /** Several, averaged, in place of `template`. */
  templates?: string[]
  /** Texts, or objects with a name and synonyms, examples and so on. */
  labels: (string | Record<string, unknown>)[]
  /** Words for "none of these". */
  background?: string
}

export type LabelSetCalls = {
  /** A new version, or the stored one where the content is equal. */
  createLabelSet: (labelSet: NewLabelSet, options?: CreateOptions) => Promise<StoredLabelSet>
  getLabelSet: (id: number, options?: CallOptions) => Promise<StoredLabelSet>
  /** All versions, the newest first. */
  listLabelSets: (page?: PageRequest & { name?: string }) => Promise<Page<LabelSet>>
}

export function labelSetCalls(address: ApiAddress): LabelSetCalls {
  const path = '/v1/label-sets'
  return {
    createLabelSet: (body, { signal, ...once } = {}) =>
      sendOnce(address, { path, body, schema: storedLabelSetSchema, signal }, once),
    getLabelSet: (id, { signal } = {}) =>
      sendRequest(address, { path: `${path}/${id}`, schema: storedLabelSetSchema, signal }),
    listLabelSets: ({ signal, ...query } = {}) =>
      sendRequest(address, { path, query, schema: pageSchema(labelSetSchema), signal }),
  }
}
