import type { Metrics } from './metrics.js'

/** Notes at each scrape how many processes of a model there are, and what they hold. @param pool undefined: not started yet */
export function notePool(
  metrics: Metrics | undefined,
  pool: () => { pids(): number[]; rssBytes(): number } | undefined,
): void {
  metrics?.beforeScrape(() => {
    const started = pool()
    metrics.set('earmark_inference_processes', {}, started?.pids().length ?? 0)
    metrics.set('earmark_inference_resident_memory_bytes', {}, started?.rssBytes() ?? 0)
  })
}
