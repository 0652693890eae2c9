import type { Page } from 'playwright-core'
import { recordingPath } from './recording-path.js'

const CLICKS = 10
const BETWEEN_MS = 300

/**
 * Clicks here and there into a recording that is shown as a whole.
 *
 * @returns ms from the press until the sound goes on from there, the longest of ten
 */
export async function measureSeek(page: Page, object: number): Promise<number> {
  await page.goto(recordingPath(object))
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  const surface = await page.getByTestId('surface').boundingBox()
  if (!surface) throw new Error('nothing is drawn')
  const times: number[] = []
  for (let click = 0; click < CLICKS; click++) {
    // Held by the page, so that it listens before the click comes.
    const heard = await page.locator('audio').evaluateHandle(hearNext)
    // Far from each other and never twice the same: the golden ratio's steps.
    await page.mouse.click(surface.x + ((click * 0.618 + 0.1) % 1) * surface.width, surface.y + 60)
    times.push(await heard.evaluate(({ ms }) => ms))
    await page.waitForTimeout(BETWEEN_MS)
    await page.keyboard.press('Space')
  }
  console.log(`clicks: ${times.map(Math.round).join(', ')} ms`)
  return Math.round(Math.max(...times))
}

/** Runs in the page. `ms` comes to be the time from the next press to sound that goes on. */
function hearNext(element: Element): { ms: Promise<number> } {
  const audio = element as HTMLAudioElement
  const ms = new Promise<number>((resolve) => {
    document.addEventListener(
      'pointerdown',
      () => {
        const pressedAt = performance.now()
        const before = audio.currentTime
        let from: number | undefined
        requestAnimationFrame(function look(now) {
          const isThere = audio.currentTime !== before && !audio.seeking && !audio.paused
          if (isThere) from ??= audio.currentTime
          if (from !== undefined && audio.currentTime > from) resolve(now - pressedAt)
          else requestAnimationFrame(look)
        })
      },
      { capture: true, once: true },
    )
  })
  return { ms }
}
