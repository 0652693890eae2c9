import type { searchFilter } from '@earmark/contract'
import { type Database, getBatch, type SearchFilter } from '@earmark/db'
import type { z } from 'zod'
import { invalidRequest, notFound } from '../http/http-problem.js'
import { requireNames } from '../label-sets/require-names.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { toRecordingFilter } from '../recordings/to-recording-filter.js'

/**
 * A request's filters as the search takes them.
 *
 * @throws HttpProblem 404 for a batch or a label that does not exist, 400 where filters contradict each other
 */
export async function resolveSearchFilter(
  db: Database,
  query: Omit<z.output<z.ZodObject<typeof searchFilter>>, 'limit'>,
): Promise<SearchFilter> {
  const { prefix, batch, minDurationS, maxDurationS, label, minProbability } = query
  if (minProbability !== undefined && label === undefined) {
    const message = `minProbability must stand beside label, whose probability it is; received ${minProbability}.`
    throw invalidRequest([{ field: 'minProbability', value: minProbability, message }])
  }
  if (minDurationS !== undefined && maxDurationS !== undefined && minDurationS > maxDurationS) {
    const message = `minDurationS must be at most maxDurationS, ${maxDurationS}; received ${minDurationS}.`
    throw invalidRequest([{ field: 'minDurationS', value: minDurationS, message }])
  }
  if (batch !== undefined && !(await getBatch(db, batch))) throw notFound('batch', batch, 'batch')
  await requireNames(db, { label })
  return {
    ...toAddressFilter(prefix),
    ...toRecordingFilter(query),
    ...(batch !== undefined && { batchId: batch }),
    ...(minDurationS !== undefined && { minDurationS }),
    ...(maxDurationS !== undefined && { maxDurationS }),
    ...(label !== undefined && { label }),
    ...(minProbability !== undefined && { minProbability }),
  }
}
