import type { ObjectFilter } from '@earmark/client'
import { type Command, InvalidArgumentError } from 'commander'
import { globOption } from './parse-options.js'

export type FilterOptions = {
  include?: string[]
  exclude?: string[]
  minSize?: number
  maxSize?: number
  modifiedAfter?: string
  modifiedBefore?: string
}

/** The options that say which objects under a prefix are meant. */
export function addFilterOptions(command: Command): Command {
  return command
    .option(
      '--include <glob>',
      'only keys that match: *.flac the last part, 2026/**/*.wav all of it (repeatable)',
      globOption,
    )
    .option('--exclude <glob>', 'no keys that match (repeatable)', globOption)
    .option('--min-size <size>', 'bytes, or such as 500kB, 10MB, 1GiB', sizeOption)
    .option('--max-size <size>', 'the same', sizeOption)
    .option(
      '--modified-after <when>',
      'a day (UTC), or a moment such as 2026-03-01T12:00Z',
      momentOption,
    )
    .option('--modified-before <when>', 'the same', momentOption)
}

export function readFilter(options: FilterOptions): ObjectFilter {
  const { include, exclude, minSize, maxSize, modifiedAfter, modifiedBefore } = options
  return {
    ...(include !== undefined && { include }),
    ...(exclude !== undefined && { exclude }),
    ...(minSize !== undefined && { minSize }),
    ...(maxSize !== undefined && { maxSize }),
    ...(modifiedAfter !== undefined && { modifiedAfter }),
    ...(modifiedBefore !== undefined && { modifiedBefore }),
  }
}

const units: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** For commander: `10MB` (powers of 1000) or `1GiB` (powers of 1024) in bytes. */
export function sizeOption(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text.trim()) ?? []
  const factor = units[unit.toLowerCase()]
  const bytes = Math.round(Number(number) * (factor ?? Number.NaN))
  if (Number.isSafeInteger(bytes)) return bytes
  throw new InvalidArgumentError('It must be a size, such as 4096, 500kB, 10MB or 1GiB.')
}

/** For commander: a day or a moment, as ISO 8601 in UTC. */
export function momentOption(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(text)
  const date = new Date(text)
  const isReal = !Number.isNaN(date.getTime()) && (!isDay || date.toISOString().startsWith(text))
  if ((isDay || isMoment) && isReal) return date.toISOString()
  throw new InvalidArgumentError(
    'It must be a day such as 2026-03-01, or a moment with its time zone such as 2026-03-01T12:00Z.',
  )
}
