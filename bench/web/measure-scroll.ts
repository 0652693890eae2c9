import type { Page } from 'playwright-core'

const SCROLL_MS = 10_000

/**
 * Scrolls the list of a batch's objects a screen and a half a frame, and waits at the end of what has come for more.
 *
 * @returns the longest time between two frames, in ms
 */
export async function measureScroll(page: Page, batch: number): Promise<number> {
  await page.goto(`/batches/${batch}`)
  const list = page.getByRole('region', { name: 'Objects of the batch' })
  await list.getByRole('listitem').first().waitFor()
  await page.waitForLoadState('networkidle')
  const { worstMs, rows } = await list.evaluate(scrollFor, SCROLL_MS)
  console.log(`scrolled ${rows.toLocaleString('en')} rows`)
  return Math.round(worstMs)
}

/** Runs in the page. */
function scrollFor(list: Element, forMs: number): Promise<{ worstMs: number; rows: number }> {
  return new Promise((resolve) => {
    let worstMs = 0
    let startedAt: number | undefined
    let before = 0
    requestAnimationFrame(function step(now) {
      startedAt ??= now
      if (before > 0) worstMs = Math.max(worstMs, now - before)
      before = now
      list.scrollTop += 1.5 * list.clientHeight
      if (now - startedAt < forMs) requestAnimationFrame(step)
      else {
        const last = list.querySelector('li:last-child')
        resolve({ worstMs, rows: Number(last?.getAttribute('aria-posinset')) })
      }
    })
  })
}
