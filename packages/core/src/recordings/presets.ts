import type { CompiledPattern } from './compiled-pattern.js'

const BEFORE = '(?<![0-9])'
/** A zone that there is: -0100, +05:30. What else follows a time with a dash is a number of its own. */
const ZONE = '(Z|[+-](?:0[0-9]|1[0-4]):?(?:00|15|30|45))?'
const AFTER = '(?![0-9])'
const ALL = ['YYYY', 'MM', 'DD', 'hh', 'mm', 'ss']
const COMPACT = '([0-9]{4})([0-9]{2})([0-9]{2})[T_$-]([0-9]{2})([0-9]{2})([0-9]{2})'
/** `:` where the key may have it, otherwise what people put in its place. */
const EXTENDED = '([0-9]{4})-([0-9]{2})-([0-9]{2})[T_ -]([0-9]{2})[-:._]([0-9]{2})[-:._]([0-9]{2})'

/**
 * Patterns by name. `iso` is what recorders write, wherever it stands in a key: `20240131_053000`, `20240131T053000Z`,
 * `2024-01-31T05-30-00+0100`.
 */
export const presets: Readonly<Record<string, CompiledPattern>> = {
  __proto__: null as never,
  iso: {
    expression: `${BEFORE}(?:${COMPACT}|${EXTENDED})(?:[.,][0-9]+)?${ZONE}${AFTER}`,
    slots: [...ALL, ...ALL, 'zone'],
  },
  audiomoth: { expression: `(?:^|[/_])${COMPACT}${AFTER}`, slots: ALL },
  'song-meter': { expression: `(?:^|/)([^/]+)_${COMPACT}${AFTER}`, slots: ['site', ...ALL] },
}

export const presetNames: readonly string[] = Object.keys(presets)
