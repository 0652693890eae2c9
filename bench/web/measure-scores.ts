import type { Page } from 'playwright-core'
import { median } from './median.js'
import { LABELS } from './recording-path.js'

const TIMES = 10

/** @returns ms until 2,160 × 50 scores have come, of labels that are known already, the median of ten */
export async function measureScores(page: Page, object: number): Promise<number> {
  const url = `/v1/objects/${object}/scores?${new URLSearchParams({ labels: LABELS.join(',') })}`
  await page.evaluate(read, url)
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) times.push(await page.evaluate(read, url))
  console.log(`scores: ${times.map(Math.round).join(', ')} ms`)
  return Math.round(median(times))
}

/** Runs in the page. */
async function read(url: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(url, { cache: 'no-store' })
  if (!answer.ok) throw new Error(await answer.text())
  await answer.json()
  return performance.now() - startedAt
}
