import { estimatePrevalence, rateOf, type Stratum } from './estimate-prevalence.js'

const HALVINGS = 40

/**
 * How many more answers of each stratum halve the interval, if they go on as they did: where windows are many and answers
 * differ, more of them (Neyman 1934). Answering everything always does.
 *
 * @returns [strata]
 */
export function planAnswers(strata: readonly Stratum[]): number[] {
  const rates = strata.map((stratum) => rateOf(stratum, strata))
  const needs = strata.map(({ windows, answered, right }) => {
    const guess = (right + 1) / (answered + 2)
    return windows * Math.sqrt(guess * (1 - guess))
  })
  const widthOf = (more: readonly number[]) => {
    const { interval } = estimatePrevalence(
      strata.map((stratum, n) => {
        const answered = stratum.answered + more[n]!
        return { ...stratum, answered, right: rates[n]! * answered }
      }),
    )
    return interval.high - interval.low
  }
  const filled = (level: number) =>
    strata.map(({ windows, answered }, n) =>
      Math.max(0, Math.min(windows, Math.ceil(level * needs[n]!)) - answered),
    )
  const goal = widthOf(strata.map(() => 0)) / 2
  // From no answer at all to every window, on a scale of factors.
  let low = 1e-9
  let high = Math.max(1, ...strata.map(({ windows }, n) => windows / Math.max(needs[n]!, 1e-9)))
  for (let n = 0; n < HALVINGS; n += 1) {
    const level = Math.sqrt(low * high)
    if (widthOf(filled(level)) <= goal) high = level
    else low = level
  }
  return filled(high)
}
