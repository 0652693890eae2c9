/** What one way of listening came to; printed as one line of JSON. */
export interface Figures {
  way: 'websocket' | 'command'
  minutes: number
  sounds: number
  found: number
  /** From a window's last sample to its answer. */
  latency_ms_p50: number
  latency_ms_p95: number
  /** Of all its processes, from the first minute to the end. */
  rss_growth_mb: number
  /** By the command: from a window's last sample, before it was encoded and sent, to its line. */
  line_ms_p50?: number
  /** Streams that stall, end, change their rate or send noise, and how many of them were followed or named. */
  troubles: number
  answered: number
}

const MAX_LATENCY_MS = 300
/** Caches fill and heaps breathe; a stream that stayed in memory would be 100 MB in ten minutes. */
const MAX_GROWTH_MB = 40

/** @returns a sentence for each thing that is not as it should be */
export function findFaults(figures: Figures): string[] {
  const { way, sounds, found, latency_ms_p95, rss_growth_mb, troubles, answered } = figures
  const faults: string[] = []
  if (found < sounds) faults.push(`${sounds - found} of ${sounds} sounds were not found`)
  if (latency_ms_p95 > MAX_LATENCY_MS) {
    faults.push(`95 % of the windows took ${latency_ms_p95} ms; ${MAX_LATENCY_MS} are meant`)
  }
  if (rss_growth_mb > MAX_GROWTH_MB) faults.push(`memory has grown by ${rss_growth_mb} MB`)
  if (answered < troubles)
    faults.push(`${troubles - answered} of ${troubles} troubles were passed over`)
  return faults.map((fault) => `${way}: ${fault}.`)
}
