import { formatS3Url, type S3Address } from '@earmark/storage'
import type { SourceDeps } from '../source-deps.js'
import { unpack } from './unpack.js'

export type OpenedText = {
  etag: string
  /** Unpacked where it was gzipped. */
  chunks: AsyncGenerator<Buffer>
  /** Call it however the reading ended. */
  close: () => void
}

/** Opens a text in S3, gzipped or not. */
export async function openText(
  { storage }: SourceDeps,
  address: S3Address,
  signal: AbortSignal,
): Promise<OpenedText> {
  const { body, etag } = await storage.openObject({ ...address, signal })
  return { etag, chunks: unpack(body, formatS3Url(address)), close: () => body.destroy() }
}
