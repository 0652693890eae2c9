import { createHash } from 'node:crypto'

const endings = { audacity: '.txt', raven: '.selections.txt' } as const

/** File systems allow 255 bytes. */
const MAX_NAME_BYTES = 200

/**
 * Where an object's label track goes below the folder: `bucket/folder/file.wav.txt`, beside the key's own folders. What a
 * file system would take for something else (`..`, an empty name, control characters) is percent-encoded, and so is
 * `%`: different keys have different names. A folder does not end in .txt, so that it is never in a file's way.
 */
export function nameLabelTrack(
  { bucket, key }: { bucket: string; key: string },
  format: 'audacity' | 'raven',
): string {
  const parts = [bucket, ...key.split('/')].map(encodePart)
  const file = parts.pop()!
  return [
    ...parts.map((folder) => folder.replace(/\.txt$/i, '%2Etxt')),
    file + endings[format],
  ].join('/')
}

function encodePart(part: string): string {
  if (/^\.{0,2}$/.test(part)) return part === '' ? '%' : part.replaceAll('.', '%2E')
  const encoded = part.replace(/[\p{Cc}%\\:*?"<>|]/gu, encodeURIComponent)
  if (Buffer.byteLength(encoded) <= MAX_NAME_BYTES) return encoded
  const digest = createHash('sha256').update(part).digest('hex').slice(0, 16)
  return `${encoded.slice(0, 40)}%~${digest}`
}
