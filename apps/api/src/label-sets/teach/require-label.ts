import { type Database, getLabelSet, type LabelSet } from '@earmark/db'
import { notFound } from '../../http/http-problem.js'

/** A set that has a label of this name. @throws HttpProblem 404, with the nearest names that there are */
export async function requireLabel(
  db: Database,
  { id, label }: { id: number; label: string },
  field = 'label',
): Promise<LabelSet> {
  const labelSet = await getLabelSet(db, id)
  if (!labelSet) throw notFound('id', id, 'label set')
  requireLabelOf(labelSet, label, field)
  return labelSet
}

/** @throws HttpProblem 404, with the nearest names that there are */
export function requireLabelOf({ name, labels }: LabelSet, label: string, field: string): void {
  if (labels.some((one) => one.name === label)) return
  const names = labels.map((one) => one.name)
  throw notFound(field, label, 'label', { where: ` in label set ${JSON.stringify(name)}`, names })
}
