import type { ClapModel } from '@earmark/core'
import type { HeardWindow } from './hear-demo.js'
import { labelsOf, meanOfNumbers, type Scorer, scoreOne } from './score-words.js'

const LABELS = ['thunder', 'siren', 'man speaking', 'drums', 'wind']

export type CalibratedLabel = {
  label: string
  mean: number
  deviation: number
  /** Every window of the archive: `z` standard deviations above the mean. */
  dots: { similarity: number; z: number; isThere: boolean }[]
}

/** Each label against all windows of the archive, as `earmark calibrate` compares them. */
export async function measureCalibration(
  model: ClapModel,
  windows: readonly HeardWindow[],
  scorer: Scorer,
): Promise<CalibratedLabel[]> {
  const vectors = await scorer.vectorsOf(labelsOf(LABELS))
  const scores = windows.map(({ embedding }) => scoreOne(model, embedding, vectors).similarities)
  return LABELS.map((label, at) => {
    const similarities = scores.map((row) => row[at]!)
    const mean = meanOfNumbers(similarities)
    const squares = similarities.map((similarity) => (similarity - mean) ** 2)
    const deviation = Math.sqrt(squares.reduce((a, b) => a + b, 0) / (squares.length - 1))
    const dots = similarities.map((similarity, window) => ({
      similarity,
      z: (similarity - mean) / deviation,
      isThere: windows[window]!.truth.includes(label),
    }))
    return { label, mean, deviation, dots }
  })
}
