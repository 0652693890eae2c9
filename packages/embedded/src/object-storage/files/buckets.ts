import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { S3Error } from '../s3-error.js'
import type { Bucket } from './bucket.js'
import { isMissing, unlessMissing } from './missing-file.js'
import { openBucket } from './open-bucket.js'

/** S3's rule for names, so that none leaves the data folder. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** The folder's lock, and what it is made from. */
const RESERVED = /^owner\.json/
const DELETED = /^\.deleted-/

/** The buckets of a data folder: each is a folder in it. */
export class Buckets {
  readonly #dataDir: string
  readonly #open = new Map<string, Promise<Bucket>>()

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  async list(): Promise<{ name: string; createdAt: Date }[]> {
    const buckets: { name: string; createdAt: Date }[] = []
    for (const name of (await readdir(this.#dataDir)).sort()) {
      if (!isBucketName(name)) continue
      const found = await unlessMissing(stat(join(this.#dataDir, name)))
      if (found?.isDirectory()) buckets.push({ name, createdAt: found.birthtime })
    }
    return buckets
  }

  /** @throws S3Error NoSuchBucket */
  async get(name: string): Promise<Bucket> {
    if (!isBucketName(name)) throw noSuchBucket()
    let bucket = this.#open.get(name)
    if (!bucket) {
      bucket = openBucket(join(this.#dataDir, name))
      this.#open.set(name, bucket)
      // One that cannot be read is read again when it is asked for again.
      bucket.catch(() => this.#open.delete(name))
    }
    try {
      return await bucket
    } catch (error) {
      if (isMissing(error)) throw noSuchBucket()
      throw error
    }
  }

  /** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou */
  async create(name: string): Promise<void> {
    if (!isBucketName(name)) {
      throw new S3Error(
        'InvalidBucketName',
        'A bucket has 3 to 63 small letters, digits, dots and hyphens, and a letter or digit at both ends.',
      )
    }
    try {
      await mkdir(join(this.#dataDir, name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      throw new S3Error('BucketAlreadyOwnedByYou', 'You have that bucket already.')
    }
  }

  /** @throws S3Error NoSuchBucket, BucketNotEmpty */
  async delete(name: string): Promise<void> {
    const bucket = await this.get(name)
    if (bucket.keys.size > 0) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.')
    }
    this.#open.delete(name)
    const aside = join(this.#dataDir, `.deleted-${randomUUID()}`)
    try {
      // In one step, so that no object is put into a bucket of which a part is gone.
      await rename(bucket.folder, aside)
    } catch (error) {
      if (isMissing(error)) throw noSuchBucket()
      throw error
    }
    await rm(aside, { recursive: true, force: true })
  }

  /** Clears away buckets over whose end a process died. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.#dataDir)) {
      if (DELETED.test(name)) await rm(join(this.#dataDir, name), { recursive: true, force: true })
    }
  }
}

function isBucketName(name: string): boolean {
  return BUCKET_NAME.test(name) && !name.includes('..') && !RESERVED.test(name)
}

function noSuchBucket(): S3Error {
  return new S3Error('NoSuchBucket', 'The specified bucket does not exist.')
}
