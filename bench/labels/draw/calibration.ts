import type { CalibratedLabel } from '../measure-calibration.js'
import { dot, line, picture, text } from './picture.js'

const WIDTH = 760
const [LEFT, RIGHT] = [150, 730]
const [TOP, ROW] = [52, 40]
const [LOWEST, HIGHEST] = [-0.3, 0.9]
const Z = 3

/** Each label's similarity with every window of the archive, and where z = 3 lies. */
export function drawCalibration(labels: readonly CalibratedLabel[]): string {
  const toX = (similarity: number) =>
    LEFT + ((similarity - LOWEST) / (HIGHEST - LOWEST)) * (RIGHT - LEFT)
  const bottom = TOP + labels.length * ROW
  const ticks = [-0.2, 0, 0.2, 0.4, 0.6, 0.8].map((value) =>
    text(toX(value), bottom + 18, value.toFixed(1), { anchor: 'middle', colour: 'dim' }),
  )
  const rows = labels.flatMap(({ label, mean, deviation, dots }, at) => {
    const y = TOP + at * ROW + ROW / 2
    const threshold = toX(mean + Z * deviation)
    return [
      text(20, y + 4, label),
      line([LEFT, y], [RIGHT, y]),
      ...dots.map(({ similarity, isThere }) => dot(toX(similarity), y, isThere)),
      line([threshold, y - 15], [threshold, y + 15], 'mark'),
    ]
  })
  const windows = labels[0]!.dots.length
  const title = `Similarity of ${labels.length} labels with ${windows} windows, and three standard deviations above each label's mean`
  return picture(WIDTH, bottom + 52, title, [
    text(20, 28, `Similarity with each of the archive’s ${windows} windows`, { size: 'head' }),
    ...rows,
    ...ticks,
    text(
      20,
      bottom + 40,
      'Full: the label is in it. Ring: it is not. Dashed: three standard deviations above the label’s mean.',
      {
        colour: 'dim',
        size: 'small',
      },
    ),
  ])
}
