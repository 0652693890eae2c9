export type Page<T> = { items: T[]; nextCursor?: string | null | undefined }

export type CallOptions = { signal?: AbortSignal }

export type PageRequest = CallOptions & { cursor?: string; limit?: number }
