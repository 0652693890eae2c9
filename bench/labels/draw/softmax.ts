import { bar, line, picture, text } from './picture.js'

type Answered = {
  key: string
  answer: { name: string; similarity: number; probability: number }[]
}

const [WIDTH, HEIGHT] = [760, 240]
const PANEL = 360
const NAME_WIDTH = 120
const BAR_WIDTH = 150

/** The same sound under labels of which one fits, and under labels of which none does. */
export function drawSoftmax(fitting: Answered, strange: Answered): string {
  const title = `${fitting.key} asked for fitting and for strange labels: similarities and the probabilities that softmax makes of them`
  return picture(WIDTH, HEIGHT, title, [
    ...panel(20, 'One of the labels fits', fitting),
    ...panel(20 + PANEL + 20, 'None of the labels fits', strange),
    text(
      20,
      HEIGHT - 16,
      `The sound: ${fitting.key}. Upper bar: similarity, 0 to 1. Lower bar: probability.`,
      {
        colour: 'dim',
        size: 'small',
      },
    ),
  ])
}

function panel(left: number, head: string, { answer }: Answered): string[] {
  const zero = left + NAME_WIDTH
  const rows = answer.flatMap(({ name, similarity, probability }, at) => {
    const top = 52 + at * 52
    return [
      text(zero - 10, top + 20, name, { anchor: 'end' }),
      bar(zero, top, Math.max(similarity, 0) * BAR_WIDTH, 12, 'quiet'),
      text(zero + BAR_WIDTH + 10, top + 11, similarity.toFixed(2), { colour: 'dim' }),
      bar(zero, top + 17, probability * BAR_WIDTH, 12, 'accent'),
      text(zero + BAR_WIDTH + 10, top + 28, `${(100 * probability).toFixed(1)} %`),
    ]
  })
  return [
    text(left, 30, head, { size: 'head' }),
    line([zero, 44], [zero, 52 + answer.length * 52 - 16]),
    ...rows,
  ]
}
