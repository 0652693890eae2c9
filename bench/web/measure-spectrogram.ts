import type { Page } from 'playwright-core'

const PICTURES = 10
const SECONDS = 30
const DURATION_S = 21_600

/** @returns ms until the picture of thirty seconds somewhere in six hours has come, the longest of ten */
export async function measureSpectrogram(page: Page, object: number): Promise<number> {
  const times: number[] = []
  for (let picture = 0; picture < PICTURES; picture++) {
    const startS = ((picture * 0.618 + 0.2) % 1) * (DURATION_S - SECONDS)
    const query = new URLSearchParams({
      startS: startS.toFixed(3),
      endS: (startS + SECONDS).toFixed(3),
      width: '1000',
      height: '176',
    })
    times.push(await page.evaluate(load, `/v1/objects/${object}/spectrogram?${query}`))
  }
  console.log(`pictures: ${times.map(Math.round).join(', ')} ms`)
  return Math.round(Math.max(...times))
}

/** Runs in the page. */
async function load(url: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(url, { cache: 'no-store' })
  if (!answer.ok) throw new Error(await answer.text())
  await createImageBitmap(await answer.blob())
  return performance.now() - startedAt
}
