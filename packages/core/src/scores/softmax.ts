/** exp(x) / Σ exp(x), shifted by the largest so that nothing overflows. */
export function softmax(logits: Float64Array): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const exponentials = logits.map((logit) => Math.exp(logit - highest))
  const sum = exponentials.reduce((a, b) => a + b, 0)
  return exponentials.map((exponential) => exponential / sum)
}
