import type { Page } from 'playwright-core'

/** What the page's one audio element is doing. */
export function readSound(
  page: Page,
): Promise<{ source: string; currentS: number; isPaused: boolean }> {
  return page.locator('audio').evaluate((element) => {
    const { currentSrc, currentTime, paused } = element as HTMLAudioElement
    return { source: currentSrc, currentS: currentTime, isPaused: paused }
  })
}
