/** What the line of JSON holds, in its order; all medians of one run. */
export type Figures = {
  limit_windows_per_s: number
  long_windows_per_s: number
  long_share: number
  short_clips_per_s: number
  short_share: number
  short_cpu_ms_beside_inference: number
  log_mel_ms: number
  labels_50_to_10_ratio: number
  rss_mb_max: number
  rss_mb_growth: number
}

/** Whether more is better; what depends on the machine's mood alone is not compared. */
const isMoreBetter: Partial<Record<keyof Figures, boolean>> = {
  long_windows_per_s: true,
  long_share: true,
  short_clips_per_s: true,
  short_share: true,
  short_cpu_ms_beside_inference: false,
  log_mel_ms: false,
  labels_50_to_10_ratio: true,
  rss_mb_max: false,
}

const TOLERANCE = 0.1

/** The figures that are more than a tenth worse than they were, as sentences. */
export function compareFigures(before: Figures, now: Figures): string[] {
  const worse: string[] = []
  for (const [key, moreIsBetter] of Object.entries(isMoreBetter)) {
    const name = key as keyof Figures
    const change = now[name] / before[name] - 1
    if ((moreIsBetter ? -change : change) <= TOLERANCE) continue
    const percent = Math.round(Math.abs(change) * 100)
    worse.push(`${name} is ${percent} % worse: ${before[name]} before, ${now[name]} now.`)
  }
  return worse
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
