import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Crc32c, Crc64NvmeJs } from '@aws-sdk/checksums/crc'

/** A checksum that grows with what it is given. */
export interface Checksum {
  update(data: Buffer): void
  /** In base64, as S3 sends it. */
  digest(): Promise<string>
}

/** Headers and trailers by which a client sends a checksum of the body. */
export const CHECKSUMS: Record<string, () => Checksum> = {
  'x-amz-checksum-crc32': makeCrc32,
  'x-amz-checksum-crc32c': () => fromSdk(new Crc32c()),
  'x-amz-checksum-crc64nvme': () => fromSdk(new Crc64NvmeJs()),
  'x-amz-checksum-sha1': () => makeHash('sha1'),
  'x-amz-checksum-sha256': () => makeHash('sha256'),
}

function makeCrc32(): Checksum {
  let value = 0
  return {
    update(data) {
      value = crc32(data, value)
    },
    async digest() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes.toString('base64')
    },
  }
}

function makeHash(algorithm: string): Checksum {
  const hash = createHash(algorithm)
  return { update: (data) => void hash.update(data), digest: async () => hash.digest('base64') }
}

function fromSdk(checksum: {
  update(data: Uint8Array): void
  digest(): Promise<Uint8Array>
}): Checksum {
  return {
    update: (data) => checksum.update(data),
    digest: async () => Buffer.from(await checksum.digest()).toString('base64'),
  }
}
