import type { routes } from '@earmark/contract'
import { listOwnScores, type ObjectHearing } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
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
  const { probabilities, ...scores } = await listOwnScores(db, { ...query, hearingId: hearing.id })
  return { ...scores, probabilities: probabilities.map(roundScore) }
}
