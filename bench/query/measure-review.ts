import { reviewStrategies } from '@earmark/core'
import type { DatabaseConnection } from '@earmark/db'
import type pg from 'pg'
import { findMoments } from '../../apps/api/src/review/find-moments.js'
import { quantile, round, time } from '../measure.js'
import { inFolder, inTenFolders } from './folders.js'
import { SMALL_SET } from './measure-results.js'
import type { Archive } from './write-archive.js'
import { writeLabelEmbeddings, writeLabelSet } from './write-label-set.js'

const LIMIT = 10
const THRESHOLD = 0.5
const LABELS_WITHOUT_SCORES = 50

export interface ReviewFigures {
  review_p50_ms: number
  review_p99_ms: number
  /** By where moments are looked for. */
  review_p99_ms_in: Record<string, number>
}

/**
 * Asks for the next moments to listen to, as GET /v1/review does: by each strategy, for a label whose scores are kept for all objects
 * and for one of a set that has scored nothing, in the whole archive and in folders.
 *
 * @param rounds lists of each kind, each with a seed of its own
 */
export async function measureReview(
  { db, pool }: DatabaseConnection,
  archive: Archive,
  rounds: number,
): Promise<ReviewFigures> {
  const { modelId } = archive
  const unscored = await writeLabelSet(pool, archive, {
    name: 'unscored',
    labels: LABELS_WITHOUT_SCORES,
  })
  const sets = [
    { ...(await readScoredSet(pool, archive)), name: 'small', labels: SMALL_SET },
    { ...unscored, name: 'unscored', labels: LABELS_WITHOUT_SCORES },
  ]
  const filters = {
    'the whole archive': () => ({}),
    folder: inFolder,
    'ten folders': inTenFolders,
  }
  const measured = new Map<string, number[]>(Object.keys(filters).map((name) => [name, []]))
  for (let n = 0; n < rounds; n += 1) {
    for (const { id, labelIds, name, labels } of sets) {
      const place = n % labels
      for (const strategy of reviewStrategies) {
        for (const [where, filterOf] of Object.entries(filters)) {
          const seconds = await time(() =>
            findMoments(db, {
              modelId,
              labelSetId: id,
              labelId: labelIds[place]!,
              label: `${name} ${place + 1}`,
              labels,
              strategy,
              near: THRESHOLD,
              threshold: THRESHOLD,
              scoreOf: 'probability',
              answered: 'nobody',
              saidBy: 'bench',
              filter: filterOf(n),
              seed: n,
              limit: LIMIT,
            }),
          )
          measured.get(where)!.push(1000 * seconds)
        }
      }
    }
  }
  const all = [...measured.values()].flat()
  return {
    review_p50_ms: round(quantile(all, 0.5)),
    review_p99_ms: round(quantile(all, 0.99)),
    review_p99_ms_in: Object.fromEntries(
      [...measured].map(([where, ms]) => [where, round(quantile(ms, 0.99))]),
    ),
  }
}

/** The small set of the results, whose labels get vectors here. */
async function readScoredSet(
  pool: pg.Pool,
  archive: Archive,
): Promise<{ id: number; labelIds: number[] }> {
  const { rows } = await pool.query<{ id: number; labelIds: number[] }>(`
    select s.id, array_agg(l.id order by l.position)::float8[] as "labelIds"
    from earmark.label_sets s join earmark.labels l on l.label_set_id = s.id where s.name = 'small' group by s.id`)
  const set = rows[0]
  if (!set) throw new Error('Reviews are measured beside results: name both with --only.')
  await writeLabelEmbeddings(pool, archive, set.labelIds)
  return set
}
