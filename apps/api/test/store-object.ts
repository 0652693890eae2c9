import { sql } from 'drizzle-orm'
import type { TestApi } from './start-test-api.js'

/** Puts bytes into S3 and an object into the database, as if a worker had heard it. */
export async function storeObject(
  { db, deps: { storage } }: TestApi,
  object: {
    bucket?: string
    key: string
    body: Buffer
    codec: string
    sampleRate?: number
    channels?: number
    durationS?: number
  },
): Promise<{ id: number; etag: string }> {
  const { bucket = 'archive', key, body, codec } = object
  const { sampleRate = 48_000, channels = 1, durationS = 10 } = object
  await storage.putObject({ bucket, key, body })
  const { etag, size } = await storage.headObject({ bucket, key })
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.objects (bucket, key, etag, size, duration_s, sample_rate, channels, codec)
    values (${bucket}, ${key}, ${etag}, ${size}, ${durationS}, ${sampleRate}, ${channels}, ${codec}) returning id`)
  return { id: rows[0]!.id, etag }
}
