import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { SCENE_KEY } from '../../test/e2e/scene.js'
import { median } from './median.js'

/** None of them is in the demo's label sets, so each is encoded for the first time. */
const WORDS = ['a harp', 'a kettle', 'hail', 'an owl', 'a tram', 'a cuckoo', 'a zip', 'an oar']

/**
 * Gives the playground a sound, and then a label more, eight times, as if its last key were pressed.
 *
 * @returns ms from the key until the label's score is drawn, the median of eight
 */
export async function measureTypeToScore(page: Page): Promise<number> {
  await page.goto('/playground')
  const scene = join(import.meta.dirname, '../../demo', SCENE_KEY)
  await page.locator('input[type=file]').setInputFiles(scene)
  await page.getByRole('list', { name: 'Scores' }).getByRole('listitem').first().waitFor()
  const labels = page.getByRole('textbox', { name: /^Labels/ })
  const times: number[] = []
  for (const word of WORDS) {
    const [start, last] = [word.slice(0, -1), word.at(-1)!]
    await labels.evaluate(addText, `, ${start}`)
    await page.getByRole('list', { name: 'Scores' }).getByText(start, { exact: true }).waitFor()
    times.push(await labels.evaluate(typeLast, { last, word }))
  }
  console.log(`labels: ${times.map(Math.round).join(', ')} ms`)
  return Math.round(median(times))
}

/** Runs in the page. */
function addText(element: Element, text: string): void {
  const field = element as HTMLTextAreaElement
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
  document.execCommand('insertText', false, text)
}

/** Runs in the page: ms from the key to the frame that shows the word's score. */
function typeLast(_field: Element, { last, word }: { last: string; word: string }) {
  return new Promise<number>((resolve) => {
    const pressedAt = performance.now()
    document.execCommand('insertText', false, last)
    requestAnimationFrame(function look(now) {
      const names = [...document.querySelectorAll('[aria-label=Scores] li bdi')]
      if (names.some(({ textContent }) => textContent === word)) resolve(now - pressedAt)
      else requestAnimationFrame(look)
    })
  })
}
