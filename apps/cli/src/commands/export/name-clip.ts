import { createHash } from 'node:crypto'
import type { Moment } from './moment.js'

const MAX_PART = 60

/**
 * Where a clip goes below the folder: `rain/camping-42-20.00-25.00.flac`. The object's number keeps names apart, so that
 * what a file system would not take may be left out of the rest.
 */
export function nameClip(
  { objectId, key, label }: Pick<Moment, 'objectId' | 'key' | 'label'>,
  { startS, endS }: { startS: number; endS: number },
  ending: string,
): string {
  const file = key.split('/').pop() ?? ''
  const base = plain(file.replace(/\.[^.]*$/, ''))
  const name = [base, objectId, startS.toFixed(2), endS.toFixed(2)].filter(Boolean).join('-')
  return `${nameFolder(label)}/${name}.${ending}`
}

/** A label that a file system takes as it is names its folder; any other has a mark that keeps it apart. */
function nameFolder(label: string): string {
  const name = plain(label)
  if (name === label) return name
  const digest = createHash('sha256').update(label).digest('hex').slice(0, 8)
  return `${name || 'label'}~${digest}`
}

/** Letters and digits of any script, and what no file system minds; no dot or blank at its ends, and not too long. */
function plain(text: string): string {
  const kept = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}. _-]+/gu, '_')
  // By characters, so that none is cut in two.
  return [...kept]
    .slice(0, MAX_PART)
    .join('')
    .replace(/^[. _]+|[. _]+$/g, '')
}
