import {
  type Database,
  findLabelSet,
  findUnknownName,
  type LabelSetReference,
  type NameFilter,
} from '@earmark/db'
import { notFound } from '../http/http-problem.js'

/** Where the names stand in a request, where that is not as in a list's query. */
type Fields = Partial<Record<keyof NameFilter, string>>

/**
 * Refuses a name that nothing has: what is misspelt must not pass as "nothing was found".
 *
 * @throws HttpProblem 404 with the nearest names that there are
 */
export async function requireNames(
  db: Database,
  filter: NameFilter,
  fields: Fields = {},
): Promise<void> {
  const unknown = await findUnknownName(db, filter)
  if (!unknown) return
  const { field, value, what, ...rest } = unknown
  throw notFound(fields[field] ?? field, value, what, rest)
}

/** The stored label set of a name, the newest version unless one is given. @throws as requireNames */
export async function requireLabelSet(
  db: Database,
  { name, version }: { name: string; version?: number | undefined },
  fields: Fields = {},
): Promise<LabelSetReference> {
  const found = await findLabelSet(db, { name, version })
  if (found) return found
  await requireNames(db, { labelSet: name, labelSetVersion: version }, fields)
  throw notFound(fields.labelSet ?? 'labelSet', name, 'label set')
}
