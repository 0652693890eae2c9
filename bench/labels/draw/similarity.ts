import type { Absence } from '../measure-absence.js'
import { dot, line, picture, text } from './picture.js'

const [WIDTH, HEIGHT] = [760, 220]
const [LEFT, RIGHT] = [150, 730]
const AXIS_Y = 168

/** Thirty sounds: how near the right label is, and how near the winner is where the right one is not asked for. */
export function drawSimilarity({ present, absent }: Absence): string {
  const toX = (similarity: number) => LEFT + similarity * (RIGHT - LEFT)
  const border = (Math.min(...present) + Math.max(...absent)) / 2
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value) => [
    line([toX(value), 40], [toX(value), AXIS_Y]),
    text(toX(value), AXIS_Y + 18, value.toFixed(1), { anchor: 'middle', colour: 'dim' }),
  ])
  const title = `Similarity of the winner for ${present.length} sounds: with the right label among the labels, and without it`
  return picture(WIDTH, HEIGHT, title, [
    text(20, 28, 'Similarity of the winner, for each sound of the demo archive', { size: 'head' }),
    ...ticks,
    text(20, 82, 'the right label'),
    text(20, 134, 'the right one is'),
    text(20, 150, 'not asked for'),
    ...present.map((similarity, at) => dot(toX(similarity), 66 + (at % 4) * 8, true)),
    ...absent.map((similarity, at) => dot(toX(similarity), 124 + (at % 4) * 8, false)),
    line([toX(border), 40], [toX(border), AXIS_Y], 'mark'),
    text(
      toX(border),
      HEIGHT - 14,
      `nothing lies between ${Math.max(...absent).toFixed(2)} and ${Math.min(...present).toFixed(2)}`,
      {
        anchor: 'middle',
        size: 'small',
      },
    ),
  ])
}
