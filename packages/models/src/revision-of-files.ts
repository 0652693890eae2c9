import { createHash } from 'node:crypto'
import type { FilePin } from './known-models.js'

const REVISION_DIGITS = 16

/** Names a model's bytes where its source has no versions: a hash over the files that decide what it answers. */
export function revisionOfFiles(files: Record<string, FilePin>): string {
  const lines = Object.entries(files)
    .filter(([path]) => path.endsWith('.json') || path.startsWith('onnx/'))
    .map(([path, { sha256 }]) => `${path} ${sha256}\n`)
    .sort()
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, REVISION_DIGITS)
}
