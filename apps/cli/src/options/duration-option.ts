import { InvalidArgumentError } from 'commander'

const seconds: Record<string, number> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 }

/** For commander: `90s`, `15m`, `6h`, `30d` or `2w` in seconds. */
export function durationOption(text: string): number {
  const [, number, unit = ''] = /^(\d+) ?([a-z]+)$/i.exec(text.trim()) ?? []
  const duration = Number(number) * (seconds[unit.toLowerCase()] ?? Number.NaN)
  if (Number.isSafeInteger(duration) && duration > 0) return duration
  throw new InvalidArgumentError('It must be a time such as 90s, 15m, 6h, 30d or 2w.')
}
