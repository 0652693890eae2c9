import type { Page } from 'playwright-core'
import { median } from './median.js'
import { recordingPath } from './recording-path.js'

const TIMES = 5
/** Notes when a frame shows what was put on a canvas. */
const NOTE_FRAMES = `
  window.framesAt = []
  const { putImageData } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.putImageData = function (...picture) {
    putImageData.apply(this, picture)
    requestAnimationFrame(() => window.framesAt.push(performance.now()))
  }`
const READ_MS = `(() => {
  const [scores] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/scores?'))
  return window.framesAt.find((at) => at > scores.responseEnd) - scores.responseEnd
})()`

/** @returns ms from the last byte of 2,160 × 50 scores to the frame that shows them, the median of five */
export async function measureHeatMap(page: Page, object: number): Promise<number> {
  await page.addInitScript(NOTE_FRAMES)
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) {
    await page.goto(recordingPath(object))
    await page.getByRole('img', { name: /^Heat map: 50 labels over 216\d windows$/ }).waitFor()
    await page.waitForFunction(`Number.isFinite(${READ_MS})`)
    times.push(await page.evaluate(READ_MS))
  }
  return Math.round(median(times))
}
