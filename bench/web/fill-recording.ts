import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runEarmark } from '../../apps/launcher/test/run-launcher.js'
import { findObject, SCENE_KEY } from '../../test/e2e/scene.js'
import type { Site } from '../../test/e2e/start-site.js'
import { tag } from '../../test/e2e/tag.js'

const run = promisify(execFile)

const BUCKET = 'recordings'
const KEY = 'six-hours.ogg'
const SECONDS = 21_600
const SCENE_S = 95

/**
 * The demo's scene again and again for six hours, heard by the worker in 2,160 windows, which takes minutes.
 *
 * @returns the object's number
 */
export async function fillRecording(site: Site): Promise<number> {
  const known = await findObject(site, BUCKET, KEY).catch(() => undefined)
  if (known !== undefined) return known
  await upload(site)
  await tag(site, `s3://${BUCKET}`)
  return findObject(site, BUCKET, KEY)
}

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
