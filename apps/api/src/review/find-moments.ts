import { isSameMoment, leaveOutOverlaps, orderMoments, pickDiverse } from '@earmark/core'
import {
  type AnswerAtPlace,
  type Database,
  listAnswersOfObjects,
  readEmbeddings,
  type ScoredMoment,
  scoreMoments,
} from '@earmark/db'
import { type Gathering, gatherWindows } from './gather-windows.js'

export interface Wanted extends Gathering {
  /** null: the middle of the scores. */
  threshold: number | null
  scoreOf: 'probability' | 'similarity'
  /** Whose answers count as their own. */
  saidBy: string
  limit: number
}

export interface FoundMoments {
  moments: (ScoredMoment & { said: AnswerAtPlace[] })[]
  threshold: number
  total: number | null
  compared: number
  /** Of these, how many were left once those that were answered are left out. */
  open: number
}

/** More would take longer than they say: what was answered last. */
const MAX_HEARD_BEFORE = 300

/** Finds the next moments to listen to for a label, the first one first. */
export async function findMoments(db: Database, wanted: Wanted): Promise<FoundMoments> {
  const { strategy, seed, limit, scoreOf, answered, saidBy } = wanted
  const { windows, total } = await gatherWindows(db, wanted)
  const scored = await scoreMoments(db, { ...wanted, windows })
  const objectIds = [...new Set(scored.map(({ objectId }) => objectId))]
  const answers = groupByObject(
    await listAnswersOfObjects(db, { labelId: wanted.labelId, objectIds }),
  )
  const moments = scored.map((moment) => ({
    ...moment,
    score: moment[scoreOf],
    said: (answers.get(moment.objectId) ?? []).filter((said) => isSameMoment(said, moment)),
  }))
  const open = moments.filter(({ said }) =>
    answered === 'nobody'
      ? said.length === 0
      : said.length > 0 && said.every((one) => one.saidBy !== saidBy),
  )
  const threshold = wanted.threshold ?? middleOf(moments.map(({ score }) => score))
  const ordered = orderMoments(open, { strategy, threshold, seed, wanted: limit })
  const picked =
    strategy === 'diverse'
      ? await pickUnlike(
          db,
          leaveOutOverlaps(ordered, ordered.length),
          moments.filter(({ said }) => said.length > 0),
          limit,
        )
      : leaveOutOverlaps(ordered, limit)
  return { moments: picked, threshold, total, compared: scored.length, open: open.length }
}

function groupByObject(answers: readonly AnswerAtPlace[]): Map<number, AnswerAtPlace[]> {
  const grouped = new Map<number, AnswerAtPlace[]>()
  for (const answer of answers) {
    const others = grouped.get(answer.objectId)
    if (others) others.push(answer)
    else grouped.set(answer.objectId, [answer])
  }
  return grouped
}

async function pickUnlike<Moment extends ScoredMoment>(
  db: Database,
  open: readonly Moment[],
  answered: readonly ScoredMoment[],
  limit: number,
): Promise<Moment[]> {
  const [embeddings, before] = await Promise.all([
    readEmbeddings(db, open),
    readEmbeddings(db, answered.slice(-MAX_HEARD_BEFORE)),
  ])
  return pickDiverse(embeddings, before, limit).map((place) => open[place]!)
}

function middleOf(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
