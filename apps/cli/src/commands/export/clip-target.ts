import { access, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ObjectStorage } from '@earmark/storage'
import { parseS3Url } from '@earmark/storage/s3-url'
import { writeWholeFile } from '../../output/write-whole-file.js'

/** Where clips go. What has its name is whole. */
export type ClipTarget = {
  has: (name: string) => Promise<boolean>
  write: (name: string, bytes: AsyncIterable<Uint8Array>, contentType: string) => Promise<void>
  close: () => void
}

export function folderTarget(folder: string): ClipTarget {
  return {
    has: (name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    async write(name, bytes) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeWholeFile(join(folder, name), bytes)
    },
    close() {},
  }
}

/** @param url s3://bucket/prefix; what is there already is listed once */
export async function storedTarget(
  storage: ObjectStorage,
  url: string,
  signal: AbortSignal,
): Promise<ClipTarget> {
  const { bucket, key } = parseS3Url(url)
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`
  const names = new Set<string>()
  for await (const page of storage.listObjects({ bucket, prefix, signal })) {
    for (const object of page) names.add(object.key.slice(prefix.length))
  }
  return {
    has: async (name) => names.has(name),
    async write(name, bytes, contentType) {
      const parts: Uint8Array[] = []
      for await (const part of bytes) parts.push(part)
      const body = Buffer.concat(parts)
      await storage.putObject({ bucket, key: prefix + name, body, contentType, signal })
    },
    close: () => storage.close(),
  }
}
