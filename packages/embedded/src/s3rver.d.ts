// s3rver ships no types: the few parts of it that the embedded S3 server stands on.
declare module 's3rver' {
  import type { RequestListener } from 'node:http'
  import type FilesystemStore from 's3rver/lib/stores/filesystem.js'

  /** Koa's context, as far as it is used here. */
  export interface Context {
    method: string
    hostname: string
    path: string
    status: number
    type: string
    body: string | { destroy(): void } | null | undefined
    get(header: string): string
    response: { get(header: string): string }
  }

  export default class S3rver {
    constructor(options: { directory: string; silent: boolean; vhostBuckets: boolean })
    store: FilesystemStore
    context: { store: FilesystemStore }
    middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[]
    callback(): RequestListener
  }
}

declare module 's3rver/lib/stores/filesystem.js' {
  import type { Readable } from 'node:stream'

  export interface StoredObject {
    bucket: string
    key: string
    content: Buffer | Readable
    metadata: Record<string, string>
  }

  export default class FilesystemStore {
    constructor(directory: string)
    getBucketPath(bucket: string): string
    getResourcePath(bucket: string, key?: string, resource?: string): string
    getMetadata(bucket: string, key: string): Promise<Record<string, string>>
    putMetadata(
      bucket: string,
      key: string,
      metadata: Record<string, string>,
      md5?: string,
    ): Promise<void>
    getBucket(bucket: string): Promise<unknown>
    deleteBucket(bucket: string): Promise<void>
    listObjects(bucket: string, options: object): Promise<unknown>
    putObject(object: StoredObject): Promise<{ size: number; md5: string }>
    copyObject(
      fromBucket: string,
      fromKey: string,
      bucket: string,
      key: string,
      metadata?: unknown,
    ): Promise<unknown>
    deleteObject(bucket: string, key: string): Promise<void>
  }
}

declare module 's3rver/lib/models/object.js' {
  export default class S3Object {
    constructor(bucket: string, key: string, content: null, metadata: Record<string, string>)
  }
}
