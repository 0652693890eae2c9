import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { runBench } from '../apps/run-bench.js'
import { round } from '../measure.js'
import { measureLoop } from './loop/measure-loop.js'
import { openEarmark } from './loop/open-earmark.js'
import { measureClips } from './measure-clips.js'
import { measureTeaching } from './measure-teaching.js'
import { openWords } from './open-words.js'
import { readClips } from './read-clips.js'

const USAGE = `Measures what a label gains from answers, and how long the way from a search to clips takes.

  npm run bench:teach -- [--clips FILE.csv.gz] [--objects N] [--draws N] [--only archive|loop]

  --clips FILE      real clips' embeddings to compare the methods on, too (label, fold, recording, embedding)
  --objects N       objects of the archive that is made and heard here (1000)
  --draws N         halves of it that are answered and measured on (10; some 45 s each)
  --only PART       archive: no loop; loop: nothing else

The loop runs on an Earmark and a Postgres of its own, as built: npm run build comes first, and scripts/real-services.sh installs
a Postgres that is missing. The last line is JSON; what was not measured is null.`

const { values: options } = parseArgs({
  options: {
    clips: { type: 'string' },
    objects: { type: 'string', default: '1000' },
    draws: { type: 'string', default: '10' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [objects, draws] = [Number(options.objects), Number(options.draws)]
if (
  options.help ||
  !(Number.isSafeInteger(objects) && objects >= 200) ||
  !(Number.isSafeInteger(draws) && draws >= 1) ||
  !(options.only === undefined || ['archive', 'loop'].includes(options.only))
) {
  console.log(USAGE)
  process.exit(options.help ? 0 : 2)
}

const NOT_MEASURED = {
  ...{ ap_words: null, ap_5: null, ap_10: null, ap_50: null, ap_all: null, ece_50: null },
  ...{ review_ms_p95: null, train_ms: null, loop_s: null, coverage_95: null },
}

await runBench(async (keep) => {
  const figures: Record<string, number | null> = { ...NOT_MEASURED }
  if (options.only !== 'loop') {
    const words = keep(await openWords(), ({ close }) => close())
    if (options.clips) {
      const clips = await readClips(options.clips)
      const labels = [...new Set(clips.map(({ label }) => label))].sort()
      console.table(measureClips(clips, await words.of(labels)))
    }
    Object.assign(figures, await measureTeaching({ objects, draws, wordsOf: words.of }))
  }
  if (options.only !== 'archive') {
    const { waitMs, parts, windows, ...loop } = await measureLoop(await openEarmark(keep))
    const load = `${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`
    console.log(`From a search to clips, on ${windows.toLocaleString('en')} windows (${load}):`)
    console.table(parts)
    console.log(`Between an answer and the next moment, the median: ${round(waitMs, 0)} ms`)
    Object.assign(figures, loop)
  }
  console.log(JSON.stringify(figures))
})
