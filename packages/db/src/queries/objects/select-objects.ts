import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'

/** An object as it was when it was heard. */
export interface ObjectSummary {
  id: number
  bucket: string
  key: string
  etag: string
  /** Of a bucket that keeps versions. */
  versionId: string | null
  /** Bytes. */
  size: number
  durationS: number | null
  sampleRate: number | null
  channels: number | null
  /** From 1, where the channels cancel each other in the mix and this one was heard alone. */
  heardChannel: number | null
  codec: string | null
  lastModified: Date | null
  /** When the recording begins. */
  recordedAt: Date | null
  /** What says so; impossible where what it says is no date; null where nothing says anything. */
  recordedBy: 'key' | 'tags' | 'impossible' | null
  /** Fields of any names. */
  metadata: Record<string, string>
  /** When it was heard first. */
  addedAt: Date
}

type Row = Omit<ObjectSummary, 'lastModified' | 'recordedAt' | 'addedAt'> & {
  lastModified: string | null
  recordedAt: string | null
  addedAt: string
} & Record<string, unknown>

const columns: SQL = sql`o.id, o.bucket, o.key, o.etag, nullif(o.version_id, '') as "versionId", o.size,
  o.duration_s as "durationS", o.sample_rate as "sampleRate", o.channels, o.heard_channel as "heardChannel", o.codec,
  o.last_modified as "lastModified", o.recorded_at as "recordedAt", o.recorded_by as "recordedBy", o.info as metadata, o.created_at as "addedAt"`

/** Reads objects `o` in the order of their addresses, as S3 lists them. */
export async function selectObjects(
  db: Database,
  { where, limit }: { where: SQL; limit: number },
): Promise<ObjectSummary[]> {
  const { rows } = await db.execute<Row>(sql`
    select ${columns} from earmark.objects o where ${where}
    order by o.bucket, o.key, o.etag, o.version_id limit ${limit}`)
  return rows.map((row) => ({
    ...row,
    lastModified: parseOptionalInstant(row.lastModified),
    recordedAt: parseOptionalInstant(row.recordedAt),
    addedAt: parseInstant(row.addedAt),
  }))
}
