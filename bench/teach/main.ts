// npm run bench:teach -- [--clips FILE.csv.gz] [--objects 1000] [--draws 10] [--loop]
//
// How much a detector gains from answers: on an archive that is made and heard here, and, where --clips names some, on real
// clips' embeddings (label, fold, recording, embedding). --loop measures the way from a search to clips on a running Earmark
// (EARMARK_API_URL, EARMARK_API_KEY, DATABASE_URL), whose archive it fills. The last line is JSON.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expectClap, openTextTower, readModel } from '@earmark/core'
import { hearArchive } from './archive/hear-archive.js'
import { SOUNDS } from './archive/sounds.js'
import { measureLoop } from './loop/measure-loop.js'
import { meanAndInterval } from './mean-and-interval.js'
import { ANSWERS, measureDraw, STRATEGIES } from './measure-archive.js'
import { measureClips } from './measure-clips.js'
import { measureCoverage } from './measure-coverage.js'
import { readClips } from './read-clips.js'

const { values: options } = parseArgs({
  options: {
    clips: { type: 'string' },
    objects: { type: 'string', default: '1000' },
    draws: { type: 'string', default: '10' },
    loop: { type: 'boolean', default: false },
  },
})

const model = expectClap(await readModel(join(import.meta.dirname, '../../models/clap-mini')))
const tower = await openTextTower(model)
async function wordsOf(labels: readonly string[]): Promise<Map<string, Float32Array>> {
  const vectors = await tower.embed(labels.map((label) => `Sound of ${label}`))
  return new Map(labels.map((label, n) => [label, vectors[n]!]))
}

if (options.clips) {
  const clips = await readClips(options.clips)
  const words = await wordsOf([...new Set(clips.map(({ label }) => label))].sort())
  console.table(measureClips(clips, words))
}

const objects = await hearArchive(Number(options.objects))
const words = await wordsOf(Object.keys(SOUNDS))
await tower.close()
const draws = Array.from({ length: Number(options.draws) }, (_, n) =>
  measureDraw(objects, words, n + 1),
)
const figures = draws.flatMap((draw) => draw.figures)
function over(strategy: string, answers: number, name: 'ap' | 'byExample' | 'ece') {
  const of = figures.filter((one) => one.strategy === strategy && one.answers === answers)
  return meanAndInterval(of.map((one) => one[name]))
}
const said = ({ mean, half }: { mean: number; half: number }) =>
  `${mean.toFixed(3)} ± ${half.toFixed(3)}`
console.table(
  STRATEGIES.flatMap((strategy) =>
    ANSWERS.map((answers) => ({
      strategy,
      answers,
      words: said(over(strategy, 0, 'ap')),
      'label by example': answers === 0 ? '' : said(over(strategy, answers, 'byExample')),
      detector: said(over(strategy, answers, 'ap')),
      'calibration error': said(over(strategy, answers, 'ece')),
    })),
  ),
)
const all = meanAndInterval(draws.map((draw) => draw.all))
console.log(`Logistic regression with everything answered: ${said(all)}`)
const loop = options.loop ? await measureLoop(process.env) : null
const trainMs = draws.flatMap((draw) => draw.trainMs).sort((a, b) => a - b)
const round = (value: number) => Math.round(value * 1e4) / 1e4
console.log(
  JSON.stringify({
    ap_words: round(over('uncertain', 0, 'ap').mean),
    ap_5: round(over('uncertain', 5, 'ap').mean),
    ap_10: round(over('uncertain', 10, 'ap').mean),
    ap_50: round(over('uncertain', 50, 'ap').mean),
    ap_all: round(all.mean),
    ece_50: round(over('uncertain', 50, 'ece').mean),
    review_ms_p95: loop?.review_ms_p95 ?? null,
    train_ms: Math.round(trainMs[Math.floor(trainMs.length / 2)] ?? 0),
    loop_s: loop?.loop_s ?? null,
    coverage_95: round(measureCoverage(objects, words)),
  }),
)
