import type { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createClients, type S3Config, SILENCE_TIMEOUT_MS } from './create-clients.js'
import { listBuckets } from './list-buckets.js'
import { listFolder } from './list-folder.js'
import { listObjects } from './list-objects.js'
import { toObjectHead } from './object-head.js'
import type { ObjectStorage } from './object-storage.js'
import { readBody } from './read-body.js'
import { restrictBuckets } from './restrict-buckets.js'
import { translateError } from './translate-error.js'

type Subject = { bucket: string; key?: string; signal?: AbortSignal | undefined }

/** Connects to S3 or a server that speaks its language. Every failure names the bucket, the key and the endpoint. */
export function createObjectStorage(config: S3Config): ObjectStorage {
  const endpoint = config.endpoint ?? `AWS S3 (${config.region})`
  const { reader, client } = createClients(config)

  async function named<T>(subject: Subject, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw translateError(error, { ...subject, endpoint })
    }
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
        throw translateError(error, { bucket: '', key: '', signal, endpoint })
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
      const subject = { bucket, key, signal, endpoint, wasListed }
      const answer = await named(subject, reader.send(command, abortable(signal)))
      const silenceTimeoutMs = config.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS
      return {
        ...toObjectHead(answer),
        body: readBody(answer.Body as Readable, subject, silenceTimeoutMs),
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

    async putObject({ bucket, key, body, contentType, signal }) {
      const type = contentType === undefined ? {} : { ContentType: contentType }
      const params = { Bucket: bucket, Key: key, Body: body, ...type }
      if (Buffer.isBuffer(body)) {
        const sent = client.send(new PutObjectCommand(params), abortable(signal))
        await named({ bucket, key, signal }, sent)
        return
      }
      const upload = new Upload({ client, params })
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
      reader.destroy()
    },
  }
  return restrictBuckets(storage, config.allowedBuckets)
}

function abortable(signal: AbortSignal | undefined) {
  return signal ? { abortSignal: signal } : {}
}
