import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatCsvRow } from '@earmark/terminal'
import { drawConfusion } from '../draw-confusion.js'
import { type Comparison, curveOf } from './compare-with-truth.js'
import { type Curve, drawCurves } from './draw-curves.js'
import type { Truth } from './gather-truth.js'

/** Of a curve in CSV; with more, every so many are left out. */
const MAX_ROWS_OF_CURVE = 1_000

/**
 * `results.json`, `figures.csv`, `confusion.svg` and `.csv`, `curves.svg` and `.csv` in a folder.
 *
 * @param report what `--json` prints
 */
export async function writeComparison(
  dir: string,
  { truth, comparison, report }: { truth: Truth; comparison: Comparison; report: unknown },
): Promise<void> {
  const { labels, counts, windows } = comparison.confusion
  const title = `${truth.model.name}: ${windows} windows with one label`
  const rows = counts.map((row, at) => formatCsvRow([labels[at], ...row]))
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'results.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(dir, 'figures.csv'), formatFigures(comparison))
  await writeFile(join(dir, 'confusion.csv'), [formatCsvRow(['true', ...labels]), ...rows].join(''))
  await writeFile(
    join(dir, 'confusion.svg'),
    drawConfusion(labels, counts, title, "people's label down, highest score across"),
  )
  await writeCurves(join(dir, 'curves.svg'), truth, comparison)
}

/** The picture, and beside it a CSV of the same name. */
export async function writeCurves(
  path: string,
  truth: Truth,
  { labels, mean }: Comparison,
): Promise<void> {
  const curves = labels.flatMap((figures, at): Curve[] => {
    const { label, positives, negatives, averagePrecision, precision, recall } = figures
    if (averagePrecision === null) return []
    const best = precision && recall ? { precision: precision.value, recall: recall.value } : null
    const prevalence = positives / (positives + negatives)
    const points = curveOf(truth, at)
    return [{ label, averagePrecision: averagePrecision.value, prevalence, best, points }]
  })
  const title = `${truth.model.name}: mAP ${mean.averagePrecision?.value.toFixed(3) ?? '–'}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, drawCurves(curves, title))
  await writeFile(path.replace(/\.svg$/i, '.csv'), formatCurves(curves))
}

function formatCurves(curves: readonly Curve[]): string {
  const rows = curves.flatMap(({ label, points }) => {
    const step = Math.max(1, Math.ceil(points.length / MAX_ROWS_OF_CURVE))
    return points
      .filter((_, at) => at % step === 0 || at === points.length - 1)
      .map(({ threshold, precision, recall }) =>
        formatCsvRow([label, threshold, precision, recall]),
      )
  })
  return [formatCsvRow(['label', 'threshold', 'precision', 'recall']), ...rows].join('')
}

const figures = ['averagePrecision', 'rocAuc', 'precision', 'recall', 'f1'] as const

function formatFigures({ labels, mean }: Comparison): string {
  const head = figures.flatMap((name) => [name, `${name}Low`, `${name}High`])
  const cells = (of: Comparison['mean']) =>
    figures.flatMap((name) => [of[name]?.value, of[name]?.interval?.low, of[name]?.interval?.high])
  const rows = labels.map((one) =>
    formatCsvRow([one.label, one.positives, one.negatives, one.threshold, ...cells(one)]),
  )
  return [
    formatCsvRow(['label', 'positives', 'negatives', 'threshold', ...head]),
    ...rows,
    formatCsvRow(['mean of the labels', null, null, null, ...cells(mean)]),
  ].join('')
}
