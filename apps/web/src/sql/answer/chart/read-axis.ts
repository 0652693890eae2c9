import type { SqlAnswer, SqlValue } from '../../sql-queries'

/** A point of time as milliseconds since 1970, a number as it is; undefined for what lies on no axis. */
export function readPlace(value: SqlValue, isTime: boolean): number | undefined {
  if (typeof value === 'number') return value
  if (!isTime || typeof value !== 'string') return undefined
  // As Postgres writes it: 2025-03-14 05:00:00+00, without a zone, or a day alone.
  const [, day, time, zone] = /^(\S{10,})(?: ([\d:.]+)([+-][\d:]+)?)?$/.exec(value) ?? []
  const ms = Date.parse(time === undefined ? `${day}` : `${day}T${time}${toZone(zone)}`)
  return Number.isNaN(ms) ? undefined : ms
}

/** `+05:30`; Postgres leaves out minutes of zero, and all where there is no zone. */
function toZone(zone: string | undefined): string {
  if (zone === undefined) return 'Z'
  return zone.length === 3 ? `${zone}:00` : zone
}

export function isTimeColumn({ type }: SqlAnswer['columns'][number]): boolean {
  return /^(date|timestamp)/.test(type)
}

const DAY_MS = 86_400_000

/** A point of time, as exact as the span that it stands in asks for; in UTC. */
export function formatPlace(place: number, spanMs: number): string {
  const text = new Date(place).toISOString()
  if (spanMs > 3 * DAY_MS) return text.slice(0, 10)
  return spanMs > DAY_MS ? text.slice(5, 16).replace('T', ' ') : text.slice(11, 19)
}

export function formatAmount(amount: number): string {
  return amount.toLocaleString('en', { maximumSignificantDigits: 6 })
}
