import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { joinTransaction } from '../../connection/join-transaction.js'
import type { LabelScoring } from './get-label-set.js'

/** A window of what a model heard. */
export interface ExampleMoment {
  hearingId: number
  windowIndex: number
}

export interface NewLabel {
  name: string
  /** All that stands for the label, templates filled in; empty for a label by example alone. */
  prompts: readonly string[]
  synonyms?: readonly string[]
  /** "None of these": takes its share of the probability and is never detected. */
  isBackground?: boolean
  /** Moments of the archive that the label is learned from, beside its words or without any. */
  examples?: { positive: readonly ExampleMoment[]; negative: readonly ExampleMoment[] }
  /** Of a label that is a presence: from which probability on a window is a detection. */
  threshold?: number
}

export interface NewLabelSet {
  name: string
  template: string
  /** All templates that a label's vector is the mean over, where there are several: `template` is the first. */
  templates?: readonly string[]
  /** Left out: a presence each where any of them has examples, otherwise shares of a softmax. */
  scoring?: LabelScoring
  /** What is right for one label is wrong for the others: they learn from it. */
  oneAtATime?: boolean
  /** In the order that decides ties. */
  labels: readonly NewLabel[]
  /** The revision of the model whose own labels these are: another revision's are another version. */
  ofRevision?: string
  /** Where a label set of equal content exists under any name, use that one. */
  reuseAnyName?: boolean
}

/** Two at once take the same version number at most a few times in a row. */
const MAX_TRIES = 10

/**
 * Stores a label set. Label sets never change: new content under a name is its next version, and equal content is the
 * version that exists.
 *
 * @returns whether this call created it, with its id
 */
export async function createLabelSet(
  db: Database,
  input: NewLabelSet,
): Promise<{ id: number; created: boolean }> {
  const content = hashContent(input)
  return joinTransaction(db, async (tx) => {
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const existing = await tx.execute<{ id: number }>(sql`
        select id from earmark.label_sets
        where content_sha256 = ${content} and (name = ${input.name} or ${input.reuseAnyName ?? false})
        order by name = ${input.name} desc, id limit 1`)
      if (existing.rows[0]) return { id: existing.rows[0].id, created: false }
      const inserted = await tx.execute<{ id: number }>(sql`
        insert into earmark.label_sets (name, version, template, further_templates, content_sha256, scoring, one_at_a_time)
        select ${input.name}, coalesce(max(version), 0) + 1, ${input.template},
          ${sql.param(furtherTemplates(input))}::text[], ${content}, ${scoringOf(input)}, ${input.oneAtATime ?? false}
        from earmark.label_sets where name = ${input.name}
        on conflict do nothing
        returning id`)
      if (inserted.rows[0]) {
        const { id } = inserted.rows[0]
        await insertLabels(tx, id, input.labels)
        return { id, created: true }
      }
      // Somebody else took this version number: look again, perhaps with this very content.
    }
    throw new Error(`Label set ${JSON.stringify(input.name)} kept changing while it was stored.`)
  })
}

const furtherTemplates = ({ templates = [] }: NewLabelSet) => templates.slice(1)

/** Only detectors learn from examples. */
const scoringOf = ({ scoring, labels }: NewLabelSet): LabelScoring =>
  scoring ?? (labels.some(({ examples }) => examples !== undefined) ? 'presence' : 'shares')

async function insertLabels(tx: Database, labelSetId: number, labels: NewLabelSet['labels']) {
  const rows = labels.map((label, position) => ({
    position,
    name: label.name,
    prompts: label.prompts,
    synonyms: label.synonyms ?? [],
    is_background: label.isBackground ?? false,
    by_example: label.examples !== undefined,
    threshold: label.threshold ?? null,
  }))
  // JSON instead of unnest: labels may have different numbers of prompts.
  await tx.execute(sql`
    insert into earmark.labels (label_set_id, position, name, prompts, synonyms, is_background, by_example, threshold)
    select ${labelSetId}, position, name, prompts, synonyms, is_background, by_example, threshold
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as l (position integer, name text, prompts text[], synonyms text[], is_background boolean, by_example boolean,
        threshold double precision)
    order by position`)
  await insertExamples(tx, labelSetId, labels)
}

async function insertExamples(tx: Database, labelSetId: number, labels: NewLabelSet['labels']) {
  const moments = labels.flatMap(({ examples }, position) => [
    ...(examples?.positive ?? []).map((moment) => ({ ...moment, position, isPositive: true })),
    ...(examples?.negative ?? []).map((moment) => ({ ...moment, position, isPositive: false })),
  ])
  if (moments.length === 0) return
  await tx.execute(sql`
    insert into earmark.examples (label_id, hearing_id, window_index, is_positive)
    select l.id, x.hearing_id, x.window_index, x.is_positive
    from unnest(
      ${sql.param(moments.map((moment) => moment.position))}::integer[],
      ${sql.param(moments.map((moment) => moment.hearingId))}::bigint[],
      ${sql.param(moments.map((moment) => moment.windowIndex))}::integer[],
      ${sql.param(moments.map((moment) => moment.isPositive))}::boolean[]
    ) as x (position, hearing_id, window_index, is_positive)
    join earmark.labels l on l.label_set_id = ${labelSetId} and l.position = x.position
    -- Named twice, the moment counts once, and as what it was named first.
    on conflict (label_id, hearing_id, window_index) do nothing`)
}

/** Over everything that decides scores, the order of the labels included. What is not used leaves no trace. */
function hashContent(input: NewLabelSet): Buffer {
  const further = furtherTemplates(input)
  const content = [
    input.template,
    input.labels.map(({ name, prompts, isBackground, examples, threshold }) => [
      name,
      prompts,
      ...(isBackground ? [{ isBackground }] : []),
      ...(examples
        ? [{ examples: [examples.positive, examples.negative].map(identifyMoments) }]
        : []),
      ...(threshold === undefined ? [] : [{ threshold }]),
    ]),
    ...(further.length > 0 ? [further] : []),
    ...(input.ofRevision === undefined ? [] : [{ ofRevision: input.ofRevision }]),
    ...(scoringOf(input) === 'shares' ? [] : [{ presence: input.oneAtATime ? 'one' : 'any' }]),
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest()
}

const identifyMoments = (moments: readonly ExampleMoment[]) =>
  moments.map((moment) => [moment.hearingId, moment.windowIndex])
