import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

export interface FileDigest {
  bytes: number
  sha256: string
  /** As git names the content of a file. */
  gitSha1: string
}

const READ_BYTES = 1 << 20

export async function digestFile(file: string): Promise<FileDigest> {
  const { size } = await stat(file)
  const sha256 = createHash('sha256')
  const gitSha1 = createHash('sha1').update(`blob ${size}\0`)
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: READ_BYTES })) {
    sha256.update(chunk)
    gitSha1.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: sha256.digest('hex'), gitSha1: gitSha1.digest('hex') }
}
