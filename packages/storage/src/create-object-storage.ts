import type { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { EarmarkError } from '@earmark/core'
import { createClients, type S3Config, SILENCE_TIMEOUT_MS } from './create-clients.js'
import { listBuckets } from './list-buckets.js'
import { listFolder } from './list-folder.js'
import { listObjects } from './list-objects.js'
import { toObjectHead } from './object-head.js'
import type { ObjectStorage, StorageObserver } from './object-storage.js'
import { readBody } from './read-body.js'
import { restrictBuckets } from './restrict-buckets.js'
import { type FailedRequest, translateError } from './translate-error.js'

type Subject = Omit<FailedRequest, 'endpoint'>

/**
 * Connects to S3 or a server that speaks its language. Every failure names the bucket, the key and the endpoint.
 *
 * @param observer told of what goes to and fro
 */
export function createObjectStorage(
  config: S3Config,
  observer: StorageObserver = {},
): ObjectStorage {
  const endpoint = config.endpoint ?? `AWS S3 (${config.region})`
  const { reader, client } = createClients(config)

  async function named<T>(subject: Subject, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw failed(error, subject)
    }
  }

  function failed(error: unknown, subject: Subject): EarmarkError {
    const translated = translateError(error, { ...subject, endpoint })
    // A caller that gave up is no trouble of the server's.
    if (translated.code !== 'CANCELLED') observer.onError?.(translated.code)
    return translated
  }

  const storage: ObjectStorage = {
    listObjects({ signal, ...request }) {
      const { bucket } = request
      const options = abortable(signal)
      return listObjects(
        (command) => named({ bucket, signal }, client.send(command, options)),
        request,
      )
    },

    listFolder({ signal, ...request }) {
      const { bucket } = request
      return listFolder(
        (command) => named({ bucket, signal }, client.send(command, abortable(signal))),
        request,
      )
    },

    async listBuckets({ signal }) {
      try {
        return await listBuckets((command) => client.send(command, abortable(signal)))
      } catch (error) {
        // The address of all buckets is that of none.
        throw failed(error, { bucket: '', key: '', signal })
      }
    },

    async openObject({ bucket, key, versionId, ifMatch, range, wasListed = false, signal }) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId && { VersionId: versionId }),
        ...(ifMatch && { IfMatch: `"${ifMatch}"` }),
        ...(range && { Range: range }),
      })
      const subject = { bucket, key, signal, wasListed }
      const answer = await named(subject, reader.send(command, abortable(signal)))
      const silenceTimeoutMs = config.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS
      return {
        ...toObjectHead(answer),
        body: readBody(answer.Body as Readable, silenceTimeoutMs, {
          onBytes: (bytes) => observer.onBytes?.('read', bytes),
          toError: (error) => failed(error, subject),
        }),
      }
    },

    async headObject({ bucket, key, versionId, signal }) {
      const command = new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId && { VersionId: versionId }),
      })
      return toObjectHead(
        await named({ bucket, key, signal }, client.send(command, abortable(signal))),
      )
    },

    async readTags({ bucket, key, versionId, signal }) {
      const command = new GetObjectTaggingCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId && { VersionId: versionId }),
      })
      const { TagSet = [] } = await named(
        { bucket, key, signal },
        client.send(command, abortable(signal)),
      )
      return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]))
    },

    async putObject({ bucket, key, body, contentType, signal }) {
      const type = contentType === undefined ? {} : { ContentType: contentType }
      const params = { Bucket: bucket, Key: key, Body: body, ...type }
      if (Buffer.isBuffer(body)) {
        const sent = client.send(new PutObjectCommand(params), abortable(signal))
        await named({ bucket, key, signal }, sent)
        observer.onBytes?.('written', body.length)
        return
      }
      const upload = new Upload({ client, params })
      let written = 0
      upload.on('httpUploadProgress', ({ loaded = 0 }) => {
        observer.onBytes?.('written', Math.max(0, loaded - written))
        written = Math.max(written, loaded)
      })
      const abort = () => void upload.abort()
      if (signal?.aborted) abort()
      signal?.addEventListener('abort', abort, { once: true })
      try {
        await named({ bucket, key, signal }, upload.done())
      } finally {
        signal?.removeEventListener('abort', abort)
        body.destroy()
      }
    },

    async bucketExists(bucket) {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }))
        return true
      } catch (error) {
        if (translateError(error, { bucket, endpoint }).code === 'BUCKET_NOT_FOUND') return false
        throw failed(error, { bucket })
      }
    },

    async createBucket(bucket) {
      try {
        await client.send(new CreateBucketCommand({ Bucket: bucket }))
      } catch (error) {
        const name = (error as Error).name
        if (name !== 'BucketAlreadyOwnedByYou' && name !== 'BucketAlreadyExists') {
          throw failed(error, { bucket })
        }
      }
    },

    close() {
      client.destroy()
      reader.destroy()
    },
  }
  return restrictBuckets(storage, config.allowedBuckets)
}

function abortable(signal: AbortSignal | undefined) {
  return signal ? { abortSignal: signal } : {}
}
