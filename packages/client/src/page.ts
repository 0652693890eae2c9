import type { OnceOptions } from './send-once.js'

export type Page<T> = {
  items: T[]
  nextCursor?: string | null | undefined
  /** Why there is nothing, where the API says so. */
  note?: string | null | undefined
}

export type CallOptions = { signal?: AbortSignal }

/** A call that makes something. */
export type CreateOptions = CallOptions & OnceOptions

export type PageRequest = CallOptions & { cursor?: string; limit?: number }
