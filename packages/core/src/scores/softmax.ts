/** exp(x) / Σ exp(x), shifted by the largest so that nothing overflows. */
export function softmax(logits: Float64Array): Float64Array {
  let highest = Number.NEGATIVE_INFINITY
  for (const logit of logits) highest = Math.max(highest, logit)
  const shares = new Float64Array(logits.length)
  let sum = 0
  for (let i = 0; i < logits.length; i += 1) {
    const exponential = Math.exp(logits[i]! - highest)
    shares[i] = exponential
    sum += exponential
  }
  for (let i = 0; i < shares.length; i += 1) shares[i]! /= sum
  return shares
}
