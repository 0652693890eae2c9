import { asc, eq } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { labelSets, labels } from '../../schema.js'

export type LabelScoring = 'shares' | 'presence'

export interface LabelSet {
  id: number
  name: string
  version: number
  template: string
  /** All templates: `template` is the first. */
  templates: string[]
  /** shares: a softmax over the labels; presence: a detector for each. */
  scoring: LabelScoring
  /** Whether what is right for one label is wrong for the others. */
  oneAtATime: boolean
  /** In the set's order. */
  labels: {
    id: number
    name: string
    prompts: string[]
    synonyms: string[]
    isBackground: boolean
    isByExample: boolean
    /** From which probability on a window is a detection, where one was chosen. */
    threshold: number | null
  }[]
  createdAt: Date
}

/** @returns null where there is no label set with this id */
export async function getLabelSet(db: Database, id: number): Promise<LabelSet | null> {
  const [set] = await db
    .select({
      id: labelSets.id,
      name: labelSets.name,
      version: labelSets.version,
      template: labelSets.template,
      furtherTemplates: labelSets.furtherTemplates,
      scoring: labelSets.scoring,
      oneAtATime: labelSets.oneAtATime,
      createdAt: labelSets.createdAt,
    })
    .from(labelSets)
    .where(eq(labelSets.id, id))
  if (!set) return null
  const rows = await db
    .select({
      id: labels.id,
      name: labels.name,
      prompts: labels.prompts,
      synonyms: labels.synonyms,
      isBackground: labels.isBackground,
      isByExample: labels.byExample,
      threshold: labels.threshold,
    })
    .from(labels)
    .where(eq(labels.labelSetId, id))
    .orderBy(asc(labels.position))
  const { furtherTemplates, ...rest } = set
  return { ...rest, templates: [set.template, ...furtherTemplates], labels: rows }
}
