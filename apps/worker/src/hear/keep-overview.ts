import type { Overview } from '@earmark/core'
import type { StoredOverview } from '@earmark/db'

/** Shorter recordings are decoded in less than a second whenever somebody looks at them. */
const LONG_S = 900

/** @returns null for recordings that need none */
export function keepOverview(overview: Overview, durationS: number): StoredOverview | null {
  if (durationS < LONG_S) return null
  return { ...overview, peaks: toBytes(overview.peaks), spectra: toBytes(overview.spectra) }
}

function toBytes({ buffer, byteOffset, byteLength }: Int16Array | Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}
