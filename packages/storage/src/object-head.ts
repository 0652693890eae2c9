import type { ObjectHead } from './object-storage.js'

/** What the SDK's answers to GetObject and HeadObject have in common. */
type ObjectAnswer = {
  ETag?: string
  ContentLength?: number
  ContentRange?: string
  LastModified?: Date
  VersionId?: string
  ContentType?: string
}

export function toObjectHead(answer: ObjectAnswer): ObjectHead {
  // `bytes 0-99/1234`: of an answer to a range, the length is the range's.
  const whole = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1]
  return {
    etag: withoutQuotes(answer.ETag),
    size: whole === undefined ? (answer.ContentLength ?? 0) : Number(whole),
    lastModified: answer.LastModified ?? null,
    versionId: answer.VersionId ?? null,
    contentType: answer.ContentType ?? null,
  }
}

export function withoutQuotes(etag: string | undefined): string {
  return (etag ?? '').replace(/^"|"$/g, '')
}
