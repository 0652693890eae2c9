import { cpus, loadavg } from 'node:os'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { ensureChromium } from '../../scripts/chromium.mjs'
import { fillBatch } from '../../test/e2e/fill-batch.js'
import { visitSignedIn } from '../../test/e2e/open-browser.js'
import { openSite } from '../../test/e2e/start-site.js'
import { runBench } from '../apps/run-bench.js'
import { fillRecording } from './fill-recording.js'
import { measureFirstPage } from './measure-first-page.js'
import { measureHeatMap } from './measure-heat-map.js'
import { measureScores } from './measure-scores.js'
import { measureScroll } from './measure-scroll.js'
import { measureSeek } from './measure-seek.js'
import { measureSpectrogram } from './measure-spectrogram.js'
import { measureTypeToScore } from './measure-type-to-score.js'

// npm run bench:web: how quick the page is, in a Chromium without a window, on a start of its own with the demo archive, a
// batch of 100,000 objects and a recording of six hours. Ends with one line of JSON. E2E_HOME names the home of an
// `npm start` that runs already: what is measured on is then made once.

await runBench(async (keep) => {
  process.env.CHROMIUM_PATH = ensureChromium()
  const { site } = keep(await openSite(), ({ stop }) => stop())
  const batch = await fillBatch(site)
  const recording = await fillRecording(site)
  const visitor = keep(await visitSignedIn(site), ({ close }) => close())
  console.log(`${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`)
  const { page } = visitor
  // tsx names functions by a call of its own, also those that are handed to the page.
  await page.addInitScript('globalThis.__name = (named) => named')
  const first = await measureFirstPage(site)
  const figures = {
    ...first,
    scroll_worst_frame_ms: await measureScroll(page, batch),
    scores_ms: await measureScores(page, recording),
    heat_map_ms: await measureHeatMap(page, recording),
    seek_ms: await measureSeek(page, recording),
    spectrogram_ms: await measureSpectrogram(page, recording),
    type_to_score_ms: await measureTypeToScore(page),
  }
  if (visitor.faults.length > 0) throw new Error(visitor.faults.join('\n'))
  console.log(JSON.stringify(figures))
})
