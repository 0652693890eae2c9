import { createReadStream } from 'node:fs'
import { readCsvRecords } from '@earmark/source/records'
import { UsageError } from '../../../errors/usage-error.js'
import { labelKey } from './label-key.js'

/** Ours for theirs, by `labelKey`; null where theirs is ignored. */
export type LabelMap = ReadonlyMap<string, string | null>

/**
 * A CSV of two columns: the label that people wrote, and the one that is asked for; nothing there ignores it. A head
 * `theirs,ours` may stand above.
 *
 * @throws UsageError where a row has other than two cells, or says something else than an earlier one
 */
export async function readLabelMap(path: string): Promise<LabelMap> {
  const map = new Map<string, string | null>()
  for await (const { line, cells } of readCsvRecords(createReadStream(path), path)) {
    const [theirs = '', ours = ''] = cells.map((cell) => cell.trim())
    if (map.size === 0 && labelKey(theirs) === 'theirs' && labelKey(ours) === 'ours') continue
    if (cells.length !== 2 || theirs === '') {
      throw new UsageError(
        `Line ${line} of ${path} needs two cells, theirs,ours: a label as the tables have it, and the one to ask for, or nothing.`,
      )
    }
    const [key, value] = [labelKey(theirs), ours === '' ? null : ours]
    if (map.has(key) && map.get(key) !== value) {
      throw new UsageError(
        `Line ${line} of ${path} says of ${theirs} what an earlier line does not.`,
      )
    }
    map.set(key, value)
  }
  return map
}
