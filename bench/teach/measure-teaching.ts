import { median, round } from '../measure.js'
import { hearArchive } from './archive/hear-archive.js'
import { SOUNDS } from './archive/sounds.js'
import { meanAndInterval } from './mean-and-interval.js'
import { ANSWERS, measureDraw, STRATEGIES } from './measure-archive.js'
import { measureCoverage } from './measure-coverage.js'
import type { Words } from './open-words.js'

/** On the archive that is made and heard here: prints a table of all draws. @returns its figures, by their names in the JSON */
export async function measureTeaching({
  objects: count,
  draws: drawn,
  wordsOf,
}: {
  objects: number
  draws: number
  wordsOf: Words['of']
}): Promise<Record<string, number>> {
  const objects = await hearArchive(count)
  const words = await wordsOf(Object.keys(SOUNDS))
  const draws = Array.from({ length: drawn }, (_, n) => measureDraw(objects, words, n + 1))
  const figures = draws.flatMap((draw) => draw.figures)
  function over(strategy: string, answers: number, name: 'ap' | 'byExample' | 'ece') {
    const of = figures.filter((one) => one.strategy === strategy && one.answers === answers)
    return meanAndInterval(of.map((one) => one[name]))
  }
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
  return {
    ap_words: rounded(over('uncertain', 0, 'ap').mean),
    ap_5: rounded(over('uncertain', 5, 'ap').mean),
    ap_10: rounded(over('uncertain', 10, 'ap').mean),
    ap_50: rounded(over('uncertain', 50, 'ap').mean),
    ap_all: rounded(all.mean),
    ece_50: rounded(over('uncertain', 50, 'ece').mean),
    train_ms: Math.round(median(draws.flatMap((draw) => draw.trainMs))),
    coverage_95: rounded(measureCoverage(objects, words)),
  }
}

const said = ({ mean, half }: { mean: number; half: number }) =>
  `${mean.toFixed(3)} ± ${half.toFixed(3)}`

const rounded = (value: number) => round(value, 4)
