import { type Database, getLabelSet, type LabelSet, listExamples, type NewLabel } from '@earmark/db'
import { notFound } from '../http/http-problem.js'
import { takeOver } from './teach/take-over.js'

/**
 * Gives labels what they were taught in another label set, where they have its name and words there and are learned from nothing
 * else: examples and threshold.
 *
 * @returns the labels, and the names of those whose detectors are to be taken over, too
 * @throws HttpProblem 404 where there is no such set
 */
export async function keepTaught(
  db: Database,
  labels: readonly NewLabel[],
  basedOn: number | undefined,
): Promise<{ labels: NewLabel[]; unchanged: string[] }> {
  if (basedOn === undefined) return { labels: [...labels], unchanged: [] }
  const base = await getLabelSet(db, basedOn)
  if (!base) throw notFound('basedOn', basedOn, 'label set')
  const examples = await listExamples(db, basedOn)
  const unchanged: string[] = []
  const kept = labels.map((label) => {
    const before = base.labels.find(({ name }) => name === label.name)
    if (!before || label.examples || !hasSameWords(label, before)) return label
    unchanged.push(label.name)
    return takeOver(before, examples)
  })
  return { labels: kept, unchanged }
}

/** What is known by example alone has no words that could differ, unless it is given some. */
function hasSameWords(
  { prompts, synonyms = [], isBackground = false }: NewLabel,
  before: LabelSet['labels'][number],
): boolean {
  if (isBackground !== before.isBackground) return false
  if (before.prompts.length === 0) return synonyms.length === 0
  return JSON.stringify(prompts) === JSON.stringify(before.prompts)
}
