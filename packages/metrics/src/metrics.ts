import type { counters, gauges, histograms } from './instruments.js'

export type CounterName = keyof typeof counters
export type HistogramName = keyof typeof histograms
export type GaugeName = keyof typeof gauges

export type LabelsOf<Definition extends { labels: readonly string[] }> = Record<
  Definition['labels'][number],
  string
>

/** What a process notes of its work, for Prometheus to read. Where nobody reads it, there is none: `metrics?.add(…)`. */
export interface Metrics {
  /** @param by default: 1 */
  add<Name extends CounterName>(
    name: Name,
    labels: LabelsOf<(typeof counters)[Name]>,
    by?: number,
  ): void
  observe<Name extends HistogramName>(
    name: Name,
    labels: LabelsOf<(typeof histograms)[Name]>,
    seconds: number,
  ): void
  set<Name extends GaugeName>(
    name: Name,
    labels: LabelsOf<(typeof gauges)[Name]>,
    value: number,
  ): void
  /** Forgets what a gauge was set to, for all of its labels: nothing is known any more. */
  forget(name: GaugeName): void
  /** Asked before each scrape, one scrape at a time. What it throws is told to `onError`, and harms no other figure. */
  beforeScrape(collect: () => Promise<void> | void): void
}
