import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import './config.js'
import { translateError } from './translate-error.js'

export type S3Config = {
  /** Servers other than AWS. */
  endpoint?: string
  region: string
  accessKeyId?: string
  secretAccessKey?: string
  sessionToken?: string
  forcePathStyle?: boolean
  maxSockets?: number
}

export type ListedObject = { key: string; etag: string; size: number; lastModified: Date | null }

export type ObjectHead = {
  etag: string
  size: number
  lastModified: Date | null
  versionId: string | null
  contentType: string | null
}

export type OpenedObject = ObjectHead & {
  /** Read it or destroy it: a body that nobody reads holds its socket for ever. */
  body: Readable
}

type ObjectRequest = { bucket: string; key: string; versionId?: string; signal?: AbortSignal }

export type ObjectStorage = {
  /** Page by page, in the bytewise order of keys, behind `startAfter`. */
  listObjects: (request: {
    bucket: string
    prefix?: string
    startAfter?: string
    pageSize?: number
    signal?: AbortSignal
  }) => AsyncGenerator<ListedObject[]>
  openObject: (
    request: ObjectRequest & { ifMatch?: string; range?: string },
  ) => Promise<OpenedObject>
  headObject: (request: ObjectRequest) => Promise<ObjectHead>
  /** A stream goes up in parts, so its length need not be known. */
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

const PAGE_SIZE = 1000
const CONNECT_TIMEOUT_MS = 5_000
const SOCKET_TIMEOUT_MS = 30_000
/** The SDK's own tries of one request; batches try again later by their own rules. */
const MAX_ATTEMPTS = 3
const DEFAULT_MAX_SOCKETS = 200

/** Connects to S3 or a server that speaks its language. Every failure names the bucket, the key and the endpoint. */
export function createObjectStorage(config: S3Config): ObjectStorage {
  const endpoint = config.endpoint ?? `AWS S3 (${config.region})`
  const agent = { keepAlive: true, maxSockets: config.maxSockets ?? DEFAULT_MAX_SOCKETS }
  const client = new S3Client({
    region: config.region,
    forcePathStyle: config.forcePathStyle ?? config.endpoint !== undefined,
    maxAttempts: MAX_ATTEMPTS,
    // Servers other than AWS do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
    ...(config.endpoint !== undefined && { endpoint: config.endpoint }),
    ...(config.accessKeyId !== undefined &&
      config.secretAccessKey !== undefined && {
        credentials: {
          accessKeyId: config.accessKeyId,
          secretAccessKey: config.secretAccessKey,
          ...(config.sessionToken !== undefined && { sessionToken: config.sessionToken }),
        },
      }),
  })
  const sendOptions = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {})
  async function named<T>(request: { bucket: string; key?: string }, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw translateError(error, { ...request, endpoint })
    }
  }

  return {
    async *listObjects({ bucket, prefix, startAfter, pageSize = PAGE_SIZE, signal }) {
      let token: string | undefined
      do {
        const page = await named(
          { bucket },
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              MaxKeys: pageSize,
              // XML cannot hold every character that a key can.
              EncodingType: 'url',
              ...(prefix && { Prefix: prefix }),
              ...(startAfter !== undefined && { StartAfter: startAfter }),
              ...(token !== undefined && { ContinuationToken: token }),
            }),
            sendOptions(signal),
          ),
        )
        const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key
        yield (page.Contents ?? []).map((object) => ({
          key: decode(object.Key ?? ''),
          etag: withoutQuotes(object.ETag),
          size: object.Size ?? 0,
          lastModified: object.LastModified ?? null,
        }))
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token !== undefined)
    },

    async openObject({ bucket, key, versionId, ifMatch, range, signal }) {
      const response = await named(
        { bucket, key },
        client.send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(versionId && { VersionId: versionId }),
            ...(ifMatch && { IfMatch: ifMatch }),
            ...(range && { Range: range }),
          }),
          sendOptions(signal),
        ),
      )
      return {
        ...headOf(response),
        body: failingByName(response.Body as Readable, { bucket, key, endpoint }),
      }
    },

    async headObject({ bucket, key, versionId, signal }) {
      const command = new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId && { VersionId: versionId }),
      })
      return headOf(await named({ bucket, key }, client.send(command, sendOptions(signal))))
    },

    async putObject({ bucket, key, body, contentType, signal }) {
      const params = {
        Bucket: bucket,
        Key: key,
        Body: body,
        ...(contentType && { ContentType: contentType }),
      }
      if (Buffer.isBuffer(body)) {
        await named({ bucket, key }, client.send(new PutObjectCommand(params), sendOptions(signal)))
        return
      }
      const upload = new Upload({ client, params })
      const abort = () => void upload.abort()
      signal?.addEventListener('abort', abort, { once: true })
      try {
        await named({ bucket, key }, upload.done())
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },

    async bucketExists(bucket) {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }))
        return true
      } catch (error) {
        const translated = translateError(error, { bucket, endpoint })
        if (translated.code === 'BUCKET_NOT_FOUND') return false
        throw translated
      }
    },

    async createBucket(bucket) {
      try {
        await client.send(new CreateBucketCommand({ Bucket: bucket }))
      } catch (error) {
        const name = (error as Error).name
        if (name !== 'BucketAlreadyOwnedByYou' && name !== 'BucketAlreadyExists') {
          throw translateError(error, { bucket, endpoint })
        }
      }
    },

    close() {
      client.destroy()
    },
  }
}

/** A connection that breaks in the middle of a body is a failure of the storage too, and says which object. */
function failingByName(
  body: Readable,
  request: { bucket: string; key: string; endpoint: string },
): Readable {
  return Readable.from(
    (async function* () {
      try {
        yield* body
      } catch (error) {
        throw translateError(error, request)
      } finally {
        body.destroy()
      }
    })(),
    { objectMode: false },
  )
}

function headOf(response: {
  ETag?: string
  ContentLength?: number
  LastModified?: Date
  VersionId?: string
  ContentType?: string
}): ObjectHead {
  return {
    etag: withoutQuotes(response.ETag),
    size: response.ContentLength ?? 0,
    lastModified: response.LastModified ?? null,
    versionId: response.VersionId ?? null,
    contentType: response.ContentType ?? null,
  }
}

function withoutQuotes(etag: string | undefined): string {
  return (etag ?? '').replace(/^"|"$/g, '')
}

/** Encoded keys are form-encoded on some servers: a plus sign stands for a space, and a real one is %2B. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}
