/**
 * Seconds, as tables have them; NaN for what is none. `Number` alone would take '' for 0, '0x10' for 16 and '1e999' for
 * infinity.
 */
export function parseSeconds(text: string | undefined): number {
  const trimmed = text?.trim() ?? ''
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number.NaN
  const seconds = Number(trimmed)
  return Number.isFinite(seconds) ? seconds : Number.NaN
}
