import type { routes } from '@earmark/contract'
import { listOwnScores, type ObjectHearing } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
import { chooseBestLabels } from './choose-best-labels.js'
import { pickColumns } from './pick-columns.js'
import { roundScore } from './to-probabilities.js'

/**
 * What a classifier said of each window, under its own labels: it knows no others.
 *
 * @throws HttpProblem 400 where words are asked for
 */
export async function readOwnScores(
  { db }: ApiDependencies,
  hearing: ObjectHearing,
  query: z.output<typeof routes.getObjectScores.query>,
) {
  if (query.labels !== undefined) {
    const message = `labels cannot be asked for: ${hearing.model.name} has labels of its own. Leave labels out.`
    throw invalidRequest([{ field: 'labels', value: query.labels, message }])
  }
  const { labels, probabilities, ...windows } = await listOwnScores(db, {
    ...query,
    hearingId: hearing.id,
  })
  const only = chooseBestLabels(peaksOf(probabilities, labels.length), query.top ?? labels.length)
  return {
    ...windows,
    labels: only.map((label) => labels[label]!),
    labelCount: labels.length,
    probabilities: pickColumns(probabilities, labels.length, only).map(roundScore),
  }
}

function peaksOf(probabilities: readonly number[], columns: number): number[] {
  const peaks = Array.from({ length: columns }, () => 0)
  for (const [at, probability] of probabilities.entries()) {
    const column = at % columns
    if (probability > peaks[column]!) peaks[column] = probability
  }
  return peaks
}
