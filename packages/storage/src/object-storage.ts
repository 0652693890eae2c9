import type { Readable } from 'node:stream'
import type { ErrorCode } from '@earmark/core'

export type ListedObject = { key: string; etag: string; size: number; lastModified: Date | null }

export type FolderPage = {
  objects: ListedObject[]
  /** Prefixes up to and with the delimiter. */
  folders: string[]
  /** The server's own; null on the last page. */
  nextToken: string | null
}

export type ListedBucket = { name: string; createdAt: Date | null }

export type ObjectHead = {
  /** Without its quotes. */
  etag: string
  /** Bytes of the whole object, also where only a range of it is read. */
  size: number
  lastModified: Date | null
  versionId: string | null
  contentType: string | null
}

export type OpenedObject = ObjectHead & {
  /**
   * Read it or destroy it: a body that nobody reads holds its socket for ever. It may be read as slowly as one
   * likes; a server that sends nothing for too long fails it. Its errors are EarmarkErrors.
   */
  body: Readable
}

type ObjectRequest = { bucket: string; key: string; versionId?: string; signal?: AbortSignal }

/** Told of what goes to and fro, for counts. */
export type StorageObserver = {
  onBytes?: (direction: 'read' | 'written', bytes: number) => void
  /** Of each request that failed, and each body that broke off; not where its caller gave up. */
  onError?: (code: ErrorCode) => void
}

/** Every method throws EarmarkErrors that name the bucket, the key and the endpoint. */
export type ObjectStorage = {
  /** Page by page, in the bytewise order of keys, behind `startAfter`. */
  listObjects: (request: {
    bucket: string
    prefix?: string
    startAfter?: string
    pageSize?: number
    signal?: AbortSignal
  }) => AsyncGenerator<ListedObject[]>
  /** A page of what lies below a prefix, with folders where a delimiter is given. */
  listFolder: (request: {
    bucket: string
    prefix?: string | undefined
    delimiter?: string | undefined
    token?: string | undefined
    pageSize: number
    signal?: AbortSignal
  }) => Promise<FolderPage>
  /** @throws EarmarkError ACCESS_DENIED where the credentials may not */
  listBuckets: (request: { signal?: AbortSignal }) => Promise<ListedBucket[]>
  /**
   * @param request `wasListed`: whether a scan has seen it; what is not there may have been deleted since
   * @throws EarmarkError OBJECT_CHANGED where the ETag is not the one in `ifMatch`
   */
  openObject: (
    request: ObjectRequest & { ifMatch?: string; range?: string; wasListed?: boolean },
  ) => Promise<OpenedObject>
  headObject: (request: ObjectRequest) => Promise<ObjectHead>
  /** The tags that an object has in S3, by their keys; none where it has none. */
  readTags: (request: ObjectRequest) => Promise<Record<string, string>>
  /** A stream goes up in parts, so its length need not be known. It is destroyed where the upload fails. */
  putObject: (request: {
    bucket: string
    key: string
    body: Buffer | Readable
    contentType?: string
    signal?: AbortSignal
  }) => Promise<void>
  bucketExists: (bucket: string) => Promise<boolean>
  /** Does nothing where the bucket is there already. */
  createBucket: (bucket: string) => Promise<void>
  close: () => void
}
