/** Between its points a line, beyond them the nearest point's. */
export type IsotonicCalibration = { logits: number[]; probabilities: number[] }

type Block = { from: number; to: number; right: number; weight: number }

/**
 * The rising steps nearest to what held-out logits turned out to be, by pooling adjacent violators (Ayer et al. 1955): what
 * Platt's curve cannot bend to. It needs some 1,000 answers not to follow chance.
 *
 * @param weights [n], > 0
 * @returns the steps' corners, by rising logit
 */
export function fitIsotonic(
  logits: Float64Array,
  isPositive: readonly boolean[],
  weights: Float64Array,
): IsotonicCalibration {
  const blocks: Block[] = []
  for (let block of oneForEachLogit(logits, isPositive, weights)) {
    for (let last = blocks.at(-1); last && violates(last, block); last = blocks.at(-1)) {
      blocks.pop()
      block = joined(last, block)
    }
    blocks.push(block)
  }
  const corners = blocks.flatMap(({ from, to, right, weight }) => {
    const probability = right / weight
    return from === to ? [{ at: from, probability }] : [from, to].map((at) => ({ at, probability }))
  })
  return {
    logits: corners.map(({ at }) => at),
    probabilities: corners.map(({ probability }) => probability),
  }
}

function oneForEachLogit(
  logits: Float64Array,
  isPositive: readonly boolean[],
  weights: Float64Array,
): Block[] {
  const blocks: Block[] = []
  for (const n of [...logits.keys()].sort((a, b) => logits[a]! - logits[b]!)) {
    const at = logits[n]!
    const weight = weights[n]!
    const block = { from: at, to: at, right: isPositive[n] ? weight : 0, weight }
    const last = blocks.at(-1)
    if (last?.to === at) blocks[blocks.length - 1] = joined(last, block)
    else blocks.push(block)
  }
  return blocks
}

function joined(last: Block, next: Block): Block {
  const right = last.right + next.right
  return { from: last.from, to: next.to, right, weight: last.weight + next.weight }
}

const violates = (last: Block, next: Block) => last.right * next.weight >= next.right * last.weight

/** @param logit any; beyond the corners it is the nearest one's probability */
export function isotonicProbability(
  { logits, probabilities }: IsotonicCalibration,
  logit: number,
): number {
  const above = logits.findIndex((at) => at >= logit)
  if (above === -1) return probabilities.at(-1)!
  if (above === 0 || logits[above] === logit) return probabilities[above]!
  const share = (logit - logits[above - 1]!) / (logits[above]! - logits[above - 1]!)
  return probabilities[above - 1]! + share * (probabilities[above]! - probabilities[above - 1]!)
}
