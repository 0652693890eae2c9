import { type SQL, sql } from 'drizzle-orm'

/** The labels that have a label's name in any version of its set, itself among them. Their columns: id, version. */
export function labelsOfSameName(labelId: number): SQL {
  return sql`(
    select l.id, ls.version
    from earmark.labels mine
    join earmark.label_sets my_set on my_set.id = mine.label_set_id
    join earmark.label_sets ls on ls.name = my_set.name
    join earmark.labels l on l.label_set_id = ls.id and l.name = mine.name
    where mine.id = ${labelId}
  )`
}
