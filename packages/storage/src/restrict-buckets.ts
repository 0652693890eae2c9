import { EarmarkError } from '@earmark/core'
import type { ObjectStorage } from './object-storage.js'

/**
 * Refuses a bucket that an installation may not touch, whatever its credentials could do.
 *
 * @param allowed exact names; undefined allows all
 * @throws EarmarkError ACCESS_DENIED
 */
export function requireAllowedBucket(
  allowed: readonly string[] | undefined,
  bucket: string,
  field?: string,
): void {
  if (allowed === undefined || allowed.includes(bucket)) return
  const message = `The bucket ${JSON.stringify(bucket)} is not among those that Earmark may use here. Whoever runs it names them in ALLOWED_BUCKETS.`
  throw new EarmarkError('ACCESS_DENIED', message, {
    permanent: true,
    ...(field !== undefined && { field, value: bucket }),
  })
}

/** A storage that reads and writes nothing outside of these buckets. */
export function restrictBuckets(
  storage: ObjectStorage,
  allowed: readonly string[] | undefined,
): ObjectStorage {
  if (allowed === undefined) return storage
  const check = (bucket: string) => requireAllowedBucket(allowed, bucket)
  return {
    async *listObjects(request) {
      check(request.bucket)
      yield* storage.listObjects(request)
    },
    async listFolder(request) {
      check(request.bucket)
      return storage.listFolder(request)
    },
    /** Those that may be used, whether or not the credentials may list any. */
    async listBuckets() {
      return allowed.map((name) => ({ name, createdAt: null }))
    },
    async openObject(request) {
      check(request.bucket)
      return storage.openObject(request)
    },
    async headObject(request) {
      check(request.bucket)
      return storage.headObject(request)
    },
    async readTags(request) {
      check(request.bucket)
      return storage.readTags(request)
    },
    async putObject(request) {
      check(request.bucket)
      return storage.putObject(request)
    },
    async bucketExists(bucket) {
      check(bucket)
      return storage.bucketExists(bucket)
    },
    async createBucket(bucket) {
      check(bucket)
      return storage.createBucket(bucket)
    },
    close: () => storage.close(),
  }
}
