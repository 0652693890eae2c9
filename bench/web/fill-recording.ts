import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runEarmark } from '../../apps/launcher/test/run-launcher.js'
import { askApi } from '../../test/e2e/ask-api.js'
import { queryDatabase } from '../../test/e2e/query-database.js'
import { findObject, SCENE_KEY } from '../../test/e2e/scene.js'
import type { Site } from '../../test/e2e/start-site.js'

const run = promisify(execFile)

const BUCKET = 'long'
const KEY = 'six-hours.ogg'
const SECONDS = 21_600
const SCENE_S = 95
const WINDOWS = SECONDS / 10

/**
 * The demo's scene again and again for six hours. Its 2,160 windows are the scene's, again and again, straight into the
 * database: hearing them would take minutes.
 *
 * @returns the object's number
 */
export async function fillRecording(site: Site): Promise<number> {
  const known = await findObject(site, BUCKET, KEY).catch(() => undefined)
  if (known !== undefined) return known
  await upload(site)
  const { items } = await askApi<{ items: { etag: string; size: number }[] }>(
    site,
    `/v1/buckets/${BUCKET}/objects?prefix=${KEY}`,
  )
  const { etag, size } = items[0]!
  const scene = await findObject(site, 'demo', SCENE_KEY)
  await queryDatabase(site, FILL, [scene, BUCKET, KEY, etag, size, SECONDS, WINDOWS])
  return findObject(site, BUCKET, KEY)
}

const FILL = `
  with object as (
    insert into earmark.objects (bucket, key, etag, size, last_modified, duration_s, sample_rate, channels, codec)
    select $2, $3, $4, $5, now(), $6, sample_rate, channels, codec from earmark.objects where id = $1
    returning id
  ), heard as (
    select h.* from earmark.hearings h where h.object_id = $1 order by id limit 1
  ), hearing as (
    insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
    select object.id, model_id, window_ms, hop_ms, $7 from heard, object
    returning id, model_id
  )
  insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
  select hearing.id, n, hearing.model_id, 10 * n, 10 * n + 10, e.embedding
  from hearing, heard, generate_series(0, $7::int - 1) n
  join earmark.embeddings e on e.window_index = n % 10
  where e.hearing_id = heard.id`

async function upload({ home }: Site): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-bench-web-'))
  try {
    const scene = join(import.meta.dirname, '../../demo', SCENE_KEY)
    const loops = String(Math.ceil(SECONDS / SCENE_S))
    await run('ffmpeg', [
      ...['-v', 'error', '-stream_loop', loops, '-i', scene],
      ...['-t', String(SECONDS), '-c', 'copy', join(folder, KEY)],
    ])
    const { code, stderr } = await runEarmark(home, ['upload', folder, `s3://${BUCKET}`])
    if (code !== 0) throw new Error(`upload ended with ${code}: ${stderr}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
