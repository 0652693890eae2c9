import { type Database, getLabelSet, type LabelSet } from '@earmark/db'
import { notFound } from '../http/http-problem.js'

type Label = LabelSet['labels'][number]

/** A label of a set, with its set. @throws HttpProblem 404, with the nearest names that there are */
export async function requireLabel(
  db: Database,
  { id, label: name }: { id: number; label: string },
): Promise<{ labelSet: LabelSet; label: Label }> {
  const labelSet = await getLabelSet(db, id)
  if (!labelSet) throw notFound('id', id, 'label set')
  return { labelSet, label: requireLabelOf(labelSet, name, 'label') }
}

/** @throws HttpProblem 404, with the nearest names that there are */
export function requireLabelOf(
  { name, labels }: Pick<LabelSet, 'name' | 'labels'>,
  label: string,
  field: string,
): Label {
  const found = labels.find((one) => one.name === label)
  if (found) return found
  const names = labels.map((one) => one.name)
  throw notFound(field, label, 'label', { where: ` in label set ${JSON.stringify(name)}`, names })
}
