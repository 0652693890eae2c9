import { estimatePrevalence, type Prevalence, planAnswers, type Stratum } from '@earmark/core'
import type { PrevalenceGrouping, StratumCount } from '@earmark/db'

/** Below, a group's own answers say less than those of the whole. */
const OWN_ANSWERS = 30
const MAX_GROUPS = 200

/** The share of an archive and of its groups, from what was counted of them. */
export function describePrevalence(
  counts: readonly StratumCount[],
  { label, by }: { label: string; by: PrevalenceGrouping | null },
) {
  const strata = addUp(counts)
  const more = planAnswers(strata)
  const answered = sumOf(strata, 'answered')
  return {
    ...withHours(estimatePrevalence(strata), counts),
    answered,
    strata: strata.map((stratum, n) => ({ ...stratum, moreToHalve: more[n]! })),
    moreToHalve: more.reduce((sum, one) => sum + one, 0),
    leftOut: { taught: sumOf(counts, 'taught') },
    groups: by === null ? null : describeGroups(counts, strata),
    notes: notesOf(counts, strata, label),
  }
}

/** @returns by stratum from 0, over all groups; a stratum without windows has 0 of them */
function addUp(counts: readonly StratumCount[]): Stratum[] {
  const last = Math.max(...counts.map(({ stratum }) => stratum))
  return Array.from({ length: last + 1 }, (_, n) => {
    const of = counts.filter(({ stratum }) => stratum === n)
    const windows = sumOf(of, 'windows')
    const isKnown = of.length > 0 && of.every(({ expected }) => expected !== null)
    const expected = of.reduce((sum, one) => sum + one.windows * (one.expected ?? 0), 0) / windows
    return {
      windows,
      answered: sumOf(of, 'answered'),
      right: sumOf(of, 'right'),
      expected: isKnown ? expected : null,
    }
  })
}

function describeGroups(counts: readonly StratumCount[], whole: readonly Stratum[]) {
  const names = [...new Set(counts.map(({ group }) => group))]
  return names
    .map((name) => [name, counts.filter(({ group }) => group === name)] as const)
    .toSorted(([, a], [, b]) => sumOf(b, 'windows') - sumOf(a, 'windows'))
    .slice(0, MAX_GROUPS)
    .toSorted(
      ([a], [b]) => Number(a === null) - Number(b === null) || (String(a) < String(b) ? -1 : 1),
    )
    .map(([group, of]) => {
      const answered = sumOf(of, 'answered')
      const isInferred = answered < OWN_ANSWERS
      const own = addUp(of)
      const estimate = isInferred
        ? estimatePrevalence(
            whole,
            whole.map((_, n) => own[n]?.windows ?? 0),
          )
        : estimatePrevalence(own)
      return { group, ...withHours(estimate, of), answered, isInferred }
    })
}

function withHours({ share, interval }: Prevalence, counts: readonly StratumCount[]) {
  const hours = sumOf(counts, 'seconds') / 3600
  const { low, high } = interval
  return {
    windows: sumOf(counts, 'windows'),
    hours,
    share,
    interval,
    hoursWithLabel: { value: share * hours, interval: { low: low * hours, high: high * hours } },
  }
}

function notesOf(
  counts: readonly StratumCount[],
  strata: readonly Stratum[],
  label: string,
): string[] {
  const notes: string[] = []
  const name = JSON.stringify(label)
  const taught = sumOf(counts, 'taught')
  if (taught > 0) {
    notes.push(
      `${taught === 1 ? '1 answer is' : `${taught} answers are`} left out, since this version of ${name} learned from them: its scores follow them. Answer what sample gives.`,
    )
  }
  const silent = strata.filter(({ windows, answered }) => windows > 0 && answered === 0).length
  if (silent > 0) {
    notes.push(
      `Nothing was answered in ${silent} of ${strata.length} strata: all or none of their windows may hold ${name}. Answer what sample gives.`,
    )
  }
  return notes
}

function sumOf<Name extends string>(of: readonly Record<Name, number>[], name: Name): number {
  return of.reduce((sum, one) => sum + one[name], 0)
}
