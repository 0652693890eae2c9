import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export interface NewLabelSet {
  name: string
  template: string
  /** In the order that decides ties. */
  labels: readonly { name: string; prompts: readonly string[] }[]
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
  return db.transaction(async (tx) => {
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const existing = await tx.execute<{ id: number }>(sql`
        select id from earmark.label_sets
        where content_sha256 = ${content} and (name = ${input.name} or ${input.reuseAnyName ?? false})
        order by name = ${input.name} desc, id limit 1`)
      if (existing.rows[0]) return { id: existing.rows[0].id, created: false }
      const inserted = await tx.execute<{ id: number }>(sql`
        insert into earmark.label_sets (name, version, template, content_sha256)
        select ${input.name}, coalesce(max(version), 0) + 1, ${input.template}, ${content}
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

async function insertLabels(tx: Database, labelSetId: number, labels: NewLabelSet['labels']) {
  const rows = labels.map(({ name, prompts }, position) => ({ position, name, prompts }))
  // JSON instead of unnest: labels may have different numbers of prompts.
  await tx.execute(sql`
    insert into earmark.labels (label_set_id, position, name, prompts)
    select ${labelSetId}, position, name, prompts
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l (position integer, name text, prompts text[])
    order by position`)
}

/** Over everything that decides scores, the order of the labels included. */
function hashContent({ template, labels }: NewLabelSet): Buffer {
  const content = [template, labels.map(({ name, prompts }) => [name, prompts])]
  return createHash('sha256').update(JSON.stringify(content)).digest()
}
