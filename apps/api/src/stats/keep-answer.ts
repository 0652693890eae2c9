/**
 * Asks once for all who ask within some time. Those who come while the answer is made wait for the same one; an error
 * is kept for nobody.
 */
export function keepAnswer<Answer>(
  keptMs: number,
  ask: () => Promise<Answer>,
): () => Promise<Answer> {
  let kept: { answer: Promise<Answer>; until: number } | undefined
  return () => {
    if (kept && performance.now() < kept.until) return kept.answer
    const mine = { answer: ask(), until: Number.POSITIVE_INFINITY }
    kept = mine
    mine.answer.then(
      () => {
        mine.until = performance.now() + keptMs
      },
      () => {
        if (kept === mine) kept = undefined
      },
    )
    return mine.answer
  }
}
