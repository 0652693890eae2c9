import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const MIB = 1024 * 1024
/** Part sizes that uploaders use: the AWS SDK's least, the AWS CLI's default, s3cmd's, and powers of two. */
const partSizes = [5, 8, 15, 16, 32, 64, 128, 256, 512].map((size) => size * MIB)

/**
 * Whether a file's content has this ETag: its MD5, or for an object uploaded in parts the MD5 of the parts'
 * MD5s with their number. False where it cannot be told (another part size, KMS encryption).
 */
export async function hasEtag(
  file: { path: string; size: number },
  etag: string,
): Promise<boolean> {
  const parts = /^[0-9a-f]{32}-(\d+)$/.exec(etag)?.[1]
  if (parts === undefined) return (await hashFile(file.path)) === etag
  for (const partSize of partSizes) {
    if (Math.ceil(file.size / partSize) !== Number(parts)) continue
    if ((await hashParts(file.path, partSize)) === etag) return true
  }
  return false
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('md5')
  for await (const block of createReadStream(path)) hash.update(block)
  return hash.digest('hex')
}

async function hashParts(path: string, partSize: number): Promise<string> {
  const all = createHash('md5')
  let parts = 0
  let part: Hash | null = null
  let room = 0
  const finishPart = () => {
    if (part) all.update(part.digest())
    part = null
  }
  for await (const block of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let start = 0; start < block.length; ) {
      if (part === null) {
        part = createHash('md5')
        parts += 1
        room = partSize
      }
      const slice = block.subarray(start, start + room)
      part.update(slice)
      start += slice.length
      room -= slice.length
      if (room === 0) finishPart()
    }
  }
  finishPart()
  return `${all.digest('hex')}-${parts}`
}
