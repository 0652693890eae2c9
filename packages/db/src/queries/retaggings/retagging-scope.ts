import { type SQL, sql } from 'drizzle-orm'

/**
 * The hearings (h) that a re-tagging (r) is about, as an SQL condition. Written for a range of hearing ids: each
 * hearing is looked at by itself, so that a chunk costs the same wherever it is.
 */
export function isInScope(): SQL {
  return sql`h.model_id = r.model_id and case r.scope
    when 'prefix' then exists (
      select from earmark.objects o
      where o.id = h.object_id and o.bucket = r.bucket and o.key ^@ r.key_prefix)
    when 'batch' then exists (
      select from earmark.items i where i.hearing_id = h.id and i.batch_id = r.batch_id)
    else true end`
}
