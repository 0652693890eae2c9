import { z } from 'zod'
import type { CreateOptions, Page, PageRequest } from './page.js'
import { pageSchema } from './schemas.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, sendRequest } from './send-request.js'

const annotationSchema = z.looseObject({
  objectId: z.number(),
  bucket: z.string(),
  key: z.string(),
  labelSet: z.string(),
  labelSetVersion: z.number(),
  label: z.string(),
  verdict: z.string(),
  window: z.number().nullable(),
  note: z.string().nullable(),
  saidBy: z.string(),
  annotatedAt: z.string(),
})
export type Annotation = z.infer<typeof annotationSchema>

export type NewAnnotation = {
  /** Its number or its address. */
  object: number | string
  label: string
  /** Its number or its name. */
  labelSet: number | string
  labelSetVersion?: number
  /** null takes an annotation back. */
  verdict: 'right' | 'wrong' | null
  /** The moment it is about, by the window's index or by some second of it; without both, all of the object. */
  window?: number
  startS?: number
  note?: string
  model?: string
}

export type AnnotationFilter = { label?: string; labelSet?: string; labelSetVersion?: number }

export type AnnotationCalls = {
  /** What is kept; undefined where it was taken back. */
  annotate: (annotation: NewAnnotation, options?: CreateOptions) => Promise<Annotation | undefined>
  listAnnotations: (filter: AnnotationFilter, page?: PageRequest) => Promise<Page<Annotation>>
}

export function annotationCalls(address: ApiAddress): AnnotationCalls {
  const path = '/v1/annotations'
  return {
    annotate: (body, { signal, ...once } = {}) =>
      sendOnce(address, { path, body, schema: annotationSchema.optional(), signal }, once),
    listAnnotations: (filter, { signal, ...page } = {}) =>
      sendRequest(address, {
        path,
        query: { ...filter, ...page },
        schema: pageSchema(annotationSchema),
        signal,
      }),
  }
}
