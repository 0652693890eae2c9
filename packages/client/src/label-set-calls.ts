import { z } from 'zod'
import type { CallOptions, Page, PageRequest } from './page.js'
import { pageSchema } from './schemas.js'
import { type ApiAddress, sendRequest } from './send-request.js'

export const labelSetSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  version: z.number(),
  template: z.string(),
})
export type LabelSet = z.infer<typeof labelSetSchema>

export type NewLabelSet = { name: string; template?: string; labels: string[] }

export type LabelSetCalls = {
  /** A new version, or the stored one where the content is equal. */
  createLabelSet: (labelSet: NewLabelSet, options?: CallOptions) => Promise<LabelSet>
  getLabelSet: (id: number, options?: CallOptions) => Promise<LabelSet>
  /** All versions, the newest first. */
  listLabelSets: (page?: PageRequest & { name?: string }) => Promise<Page<LabelSet>>
}

export function labelSetCalls(address: ApiAddress): LabelSetCalls {
  const path = '/v1/label-sets'
  return {
    createLabelSet: (body, { signal } = {}) =>
      sendRequest(address, { method: 'POST', path, body, schema: labelSetSchema, signal }),
    getLabelSet: (id, { signal } = {}) =>
      sendRequest(address, { path: `${path}/${id}`, schema: labelSetSchema, signal }),
    listLabelSets: ({ signal, ...query } = {}) =>
      sendRequest(address, { path, query, schema: pageSchema(labelSetSchema), signal }),
  }
}
