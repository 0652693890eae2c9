import { annotateMany, type Database } from '@earmark/db'
import { sql } from 'drizzle-orm'
import { readClip, scoreHearings, storeHearing } from '../../hear-clip.js'
import type { TestApi } from '../../start-test-api.js'

export const labels = ['a barking dog', 'heavy rain']

export type Heard = { objectId: number; hearingId: number; sounds: string[] }

/**
 * An archive of one-window objects that hum, most of them with one of two sounds that are near their words, and the label
 * set "yard" of these words.
 */
export async function hearArchive(api: TestApi, count = 60) {
  const pool = await api.deps.inference.get()
  const hum = await pool.embed(await readClip('noise_3s3'))
  const words = (await pool.embedTexts(labels)) as Float32Array[]
  let state = 7
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  const noise = () => Float32Array.from({ length: 512 }, () => uniform() / 8)
  // What a sound is like beyond its words.
  const own = words.map(() => noise())
  const embed = (sounds: readonly number[]) => {
    const around = noise()
    const mixed = hum.map(
      (value, i) =>
        value + around[i]! + sounds.reduce((sum, n) => sum + 0.4 * words[n]![i]! + own[n]![i]!, 0),
    )
    const length = Math.hypot(...mixed)
    return mixed.map((value) => value / length)
  }
  const heard: Heard[] = []
  for (let n = 0; n < count; n += 1) {
    const sounds = n % 3 === 2 ? [] : [n % 3]
    const bucket = 'archive'
    const stored = await storeHearing(api, {
      bucket,
      key: `yard/${n}`,
      embeddings: [embed(sounds)],
    })
    heard.push({ ...stored, sounds: sounds.map((at) => labels[at]!) })
  }
  const ids = heard.map(({ hearingId }) => hearingId)
  const labelSet = await scoreHearings(api, ids, { name: 'yard', template: '{}', labels })
  return { heard, labelSet, embed }
}

/** Says of a moment what is true, or what is given. */
export async function say(
  db: Database,
  labelSetId: number,
  { hearingId, sounds }: Heard,
  label: string,
  { verdict, saidBy = 'ann' }: { verdict?: 'right' | 'wrong'; saidBy?: string } = {},
): Promise<void> {
  const { rows } = await db.execute<{ id: number }>(
    sql`select id from earmark.labels where label_set_id = ${labelSetId} and name = ${label}`,
  )
  const said = verdict ?? (sounds.includes(label) ? 'right' : 'wrong')
  const answer = { hearingId, labelId: rows[0]!.id, verdict: said, windowIndex: 0 }
  await annotateMany(db, [answer], { saidBy })
}
