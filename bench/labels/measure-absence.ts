import type { ClapModel } from '@earmark/core'
import type { HeardWindow } from './hear-demo.js'
import { labelsOf, meanOfNumbers, type Scorer, scoreOne } from './score-words.js'

const BACKGROUND = 'background noise'

export type Absence = {
  /** The right label's similarity, for each sound. */
  present: number[]
  /** The winner's similarity where the right label is not asked for. */
  absent: number[]
  presentProbability: number
  absentProbability: number
  /** Winners of at least 50 % where the right label is not asked for. */
  absentOverHalf: number
  /** Where a background label wins over what is not there. */
  backgroundWins: number
}

/** What the winner looks like where nothing that fits is among the labels. */
export async function measureAbsence(
  model: ClapModel,
  sounds: readonly HeardWindow[],
  scorer: Scorer,
): Promise<Absence> {
  const names = sounds.map(({ truth }) => truth[0]!)
  const vectors = await scorer.vectorsOf(labelsOf(names))
  const background = await scorer.vectorsOf([{ name: BACKGROUND, prompts: [BACKGROUND] }])
  const each = sounds.map(({ embedding }, at) => {
    const full = scoreOne(model, embedding, vectors)
    const others = vectors.filter((_, label) => label !== at)
    const without = scoreOne(model, embedding, others)
    const withBackground = scoreOne(model, embedding, [...others, ...background])
    return {
      present: full.similarities[at]!,
      presentProbability: full.probabilities[at]!,
      absent: Math.max(...without.similarities),
      absentProbability: Math.max(...without.probabilities),
      isBackground:
        withBackground.similarities.at(-1)! === Math.max(...withBackground.similarities),
    }
  })
  return {
    present: each.map(({ present }) => present),
    absent: each.map(({ absent }) => absent),
    presentProbability: meanOfNumbers(each.map((it) => it.presentProbability)),
    absentProbability: meanOfNumbers(each.map((it) => it.absentProbability)),
    absentOverHalf: each.filter((it) => it.absentProbability >= 0.5).length,
    backgroundWins: each.filter((it) => it.isBackground).length,
  }
}
