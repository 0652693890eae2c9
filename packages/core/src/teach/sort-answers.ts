import type { DetectorExample } from '../detectors/detector.js'

/** What people say of a place under a label, each by their newest word. */
export type PlaceAnswer = {
  label: string
  objectId: number
  windowIndex: number
  right: number
  wrong: number
  unsure: number
  /** The object has another content by now. */
  isReplaced: boolean
  /** What the model has heard there; null where it has heard nothing. */
  heard: { hearingId: number; embedding: Float32Array } | null
}

/** A moment that a label is learned from; what another label's answers say of it is not the label's own. */
export type TaughtMoment = DetectorExample & {
  hearingId: number
  windowIndex: number
  isOwn: boolean
}

export type SortedAnswers = {
  examples: TaughtMoment[]
  learnedFrom: { right: number; wrong: number; ofOtherLabels: number }
  /** Moments, by why nothing is learned from them. */
  leftOut: { unsure: number; contradicted: number; replaced: number; unheard: number }
}

/**
 * What a label is learned from, and what it is not: moments on which as many say right as wrong, of objects that were
 * replaced since, at places that the model has not heard, and ones that nobody is sure of.
 *
 * @param answers of all labels of a set
 * @param oneAtATime whether moments that are right for another label are wrong for this one
 */
export function sortAnswers(
  answers: readonly PlaceAnswer[],
  { label, oneAtATime }: { label: string; oneAtATime: boolean },
): SortedAnswers {
  const examples: TaughtMoment[] = []
  const leftOut = { unsure: 0, contradicted: 0, replaced: 0, unheard: 0 }
  const own = answers.filter((answer) => answer.label === label)
  for (const answer of own) {
    const reason = reasonAgainst(answer)
    if (reason) leftOut[reason] += 1
    else examples.push(toMoment(answer, answer.right > answer.wrong, true))
  }
  const right = examples.filter(({ isPositive }) => isPositive).length
  const learnedFrom = { right, wrong: examples.length - right, ofOtherLabels: 0 }
  const taken = new Set(own.map(placeOf))
  for (const answer of oneAtATime ? answers : []) {
    const isElse = answer.label !== label && answer.right > answer.wrong && !reasonAgainst(answer)
    if (!isElse || taken.has(placeOf(answer))) continue
    taken.add(placeOf(answer))
    examples.push(toMoment(answer, false, false))
    learnedFrom.ofOtherLabels += 1
  }
  return { examples, learnedFrom, leftOut }
}

function reasonAgainst(answer: PlaceAnswer): keyof SortedAnswers['leftOut'] | null {
  if (answer.right + answer.wrong === 0) return 'unsure'
  if (answer.right === answer.wrong) return 'contradicted'
  if (answer.isReplaced) return 'replaced'
  return answer.heard ? null : 'unheard'
}

function toMoment(answer: PlaceAnswer, isPositive: boolean, isOwn: boolean): TaughtMoment {
  const { objectId, windowIndex, heard } = answer
  return { objectId: String(objectId), windowIndex, isPositive, isOwn, ...heard! }
}

const placeOf = ({ objectId, windowIndex }: PlaceAnswer) => `${objectId}/${windowIndex}`
