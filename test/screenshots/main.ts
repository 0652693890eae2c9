import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { ensureChromium } from '../../scripts/chromium.mjs'
import { visitSignedIn } from '../e2e/open-browser.js'
import { listPages } from '../e2e/pages.js'
import { openSite } from '../e2e/start-site.js'
import { writePicture } from './write-picture.js'

// npm run screenshots: docs/images/<page>-<colours>.png of the demo archive, and <page>-<colours>-phone.png.
// npm run screenshots -- search batch: of these pages alone.

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const wanted = process.argv.slice(2)
const screens = [
  { suffix: '', width: 1440, height: 900 },
  { suffix: '-phone', width: 390, height: 844 },
]

/** Of what is in sight. */
const ARE_PICTURES_THERE = `[...document.images].every((image) =>
  image.getBoundingClientRect().top >= innerHeight || (image.currentSrc && image.complete))`

process.env.CHROMIUM_PATH = ensureChromium()
await mkdir(folder, { recursive: true })
const { site, stop } = await openSite()
const visitor = await visitSignedIn(site)
try {
  const { page } = visitor
  for (const { name, path, heading } of await listPages(site)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const { suffix, width, height } of screens) {
      await page.setViewportSize({ width, height })
      await page.goto(path)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await visitor.settle(heading)
        await page.waitForFunction(ARE_PICTURES_THERE)
        const file = `${name}-${colorScheme}${suffix}.png`
        const bytes = await writePicture(await page.screenshot(), `${folder}${file}`)
        console.log(`${file} ${Math.round(bytes / 1000)} kB`)
      }
    }
  }
  for (const fault of visitor.faults) console.error(fault)
} finally {
  await visitor.close()
  await stop()
}
