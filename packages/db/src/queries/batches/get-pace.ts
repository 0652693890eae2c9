import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type Pace = {
  /** Bytes of a second of audio in this bucket, or in all where it is new; null before anything was heard. */
  bytesPerS: number | null
  /** Seconds of audio heard in a second by the last batch that heard some; null before there was one. */
  audioSPerS: number | null
}

const SAMPLE = 1000

/** What experience says about how much audio a number of bytes is, and how long hearing it takes. */
export async function getPace(db: Database, bucket: string): Promise<Pace> {
  const bytesPerS = (where: SQL) => sql`
    select sum(size) / nullif(sum(duration_s), 0) from (
      select size, duration_s from earmark.objects where duration_s is not null and ${where} limit ${SAMPLE}
    ) sample`
  const { rows } = await db.execute<Pace>(sql`
    select
      coalesce((${bytesPerS(sql`bucket = ${bucket}`)}), (${bytesPerS(sql`true`)}))::float8 as "bytesPerS",
      (select c.audio_s / nullif(extract(epoch from b.finished_at - b.created_at), 0)
        from earmark.batches b
        cross join lateral (
          select sum(audio_s) as audio_s from earmark.batch_counters where batch_id = b.id
        ) c
        where b.finished_at is not null and b.retried_at is null and c.audio_s > 0
        order by b.finished_at desc limit 1)::float8 as "audioSPerS"`)
  return rows[0]!
}
