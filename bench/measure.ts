import { performance } from 'node:perf_hooks'

/** How long it takes, in seconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return (performance.now() - startMs) / 1000
}

/** The value below which this share of the values lies, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

export const round = (value: number, digits = 2) => Number(value.toFixed(digits))

/** Hands the parts to so many takers, each taking the next one when it is done with its last. */
export async function share<Part>(
  parts: readonly Part[],
  takers: number,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: takers }, async () => {
      while (next < parts.length) {
        const part = parts[next]!
        next += 1
        await take(part)
      }
    }),
  )
}
