import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import S3Object from 's3rver/lib/models/object.js'
import FilesystemStore, { type StoredObject } from 's3rver/lib/stores/filesystem.js'
import { decodeKeyPath, encodeKeyPath } from './key-path.js'
import { SortedKeys } from './sorted-keys.js'

const OBJECT_SUFFIX = '._S3rver_object'
const RESOURCES = ['object', 'object.md5', 'metadata.json']
/** S3's rule for names, so that none leaves the data folder. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

interface ListOptions {
  delimiter?: string
  prefix?: string
  startAfter?: string
  maxKeys?: number
}

/**
 * Objects as files, in place of s3rver's own store. That one lists in the order of its files, in which `dog.wav` comes
 * after `dog/1.wav` and before it on the next page, so that a scan loses objects; it fails on keys that are no good file
 * names, shows objects half written, and reads the whole folder for each page.
 */
export class ObjectStore extends FilesystemStore {
  readonly #keys = new Map<string, Promise<SortedKeys>>()

  override getResourcePath(bucket: string, key = '', resource = ''): string {
    if (key === '') return super.getResourcePath(bucket, key, resource)
    return join(this.getBucketPath(bucket), `${encodeKeyPath(key)}._S3rver_${resource}`)
  }

  override async getBucket(bucket: string): Promise<unknown> {
    return BUCKET_NAME.test(bucket) ? super.getBucket(bucket) : null
  }

  override async deleteBucket(bucket: string): Promise<void> {
    this.#keys.delete(bucket)
    await super.deleteBucket(bucket)
  }

  override async listObjects(bucket: string, options: ListOptions) {
    const { delimiter = '', prefix = '', startAfter = '', maxKeys = Infinity } = options
    const keys: string[] = []
    const commonPrefixes = new Set<string>()
    let isTruncated = false
    for (const key of (await this.#keysOf(bucket)).list(prefix, startAfter)) {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      if (end >= 0) {
        commonPrefixes.add(key.slice(0, end + delimiter.length))
      } else if (keys.length < maxKeys) {
        keys.push(key)
      } else {
        isTruncated = true
        break
      }
    }
    const objects = await Promise.all(keys.map((key) => this.#describe(bucket, key)))
    return {
      objects: objects.filter((object) => object !== undefined),
      commonPrefixes: [...commonPrefixes],
      isTruncated,
    }
  }

  /** Writes aside and renames: nobody ever reads half an object, and a broken upload leaves the old one. */
  override async putObject(object: StoredObject): Promise<{ size: number; md5: string }> {
    const { bucket, key, content, metadata } = object
    const partial = join(this.getBucketPath(bucket), `.upload-${randomUUID()}`)
    const hash = createHash('md5')
    let size = 0
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        size += chunk.length
        done(null, chunk)
      },
    })
    const source = Buffer.isBuffer(content) ? Readable.from([content]) : content
    const path = this.getResourcePath(bucket, key, 'object')
    try {
      await pipeline(source, measure, createWriteStream(partial))
      await mkdir(dirname(path), { recursive: true })
      const md5 = hash.digest('hex')
      await this.putMetadata(bucket, key, metadata, md5)
      await rename(partial, path)
      ;(await this.#keysOf(bucket)).add(key)
      return { size, md5 }
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
  }

  override async copyObject(
    fromBucket: string,
    fromKey: string,
    bucket: string,
    key: string,
    metadata?: unknown,
  ): Promise<unknown> {
    await mkdir(dirname(this.getResourcePath(bucket, key, 'object')), { recursive: true })
    const copied = await super.copyObject(fromBucket, fromKey, bucket, key, metadata)
    ;(await this.#keysOf(bucket)).add(key)
    return copied
  }

  override async deleteObject(bucket: string, key: string): Promise<void> {
    for (const resource of RESOURCES) {
      await unlink(this.getResourcePath(bucket, key, resource)).catch(ignoreMissing)
    }
    ;(await this.#keysOf(bucket)).remove(key)
  }

  async #describe(bucket: string, key: string): Promise<S3Object | undefined> {
    try {
      return new S3Object(bucket, key, null, await this.getMetadata(bucket, key))
    } catch (error) {
      ignoreMissing(error)
      return undefined
    }
  }

  #keysOf(bucket: string): Promise<SortedKeys> {
    let keys = this.#keys.get(bucket)
    if (!keys) {
      keys = readKeys(this.getBucketPath(bucket))
      this.#keys.set(bucket, keys)
      // A bucket whose folder cannot be read is read again when it is asked for again.
      keys.catch(() => this.#keys.delete(bucket))
    }
    return keys
  }
}

async function readKeys(folder: string): Promise<SortedKeys> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files
    .filter((file) => file.isFile() && file.name.endsWith(OBJECT_SUFFIX))
    .map((file) => relative(folder, join(file.parentPath, file.name)))
  return new SortedKeys(paths.map((path) => decodeKeyPath(path.slice(0, -OBJECT_SUFFIX.length))))
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
