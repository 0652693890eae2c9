import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClap, openAudioTower, readModel, roundToHalf } from '@earmark/core'
import { createRandomNumbers } from '../../query/random-numbers.js'
import { makeObject } from './make-object.js'

const here = import.meta.dirname
const repository = join(here, '../../..')
const cache = join(repository, 'bench/data')
const SEED = 15

export type HeardObject = { objectId: string; labels: string[]; embedding: Float32Array }

/** Makes an archive of one-window objects and hears it with the embedded model; what was heard once is read from bench/data. */
export async function hearArchive(count: number): Promise<HeardObject[]> {
  const model = expectClap(await readModel(join(repository, 'models/clap-mini')))
  const made = await Promise.all(
    ['sounds.ts', 'make-object.ts'].map((name) => readFile(join(here, name))),
  )
  const hash = createHash('sha256').update(model.revision)
  for (const source of made) hash.update(source)
  const file = join(cache, `teach-${count}-${hash.digest('hex').slice(0, 12)}.json`)
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept) {
    return (JSON.parse(kept) as (Omit<HeardObject, 'embedding'> & { embedding: number[] })[]).map(
      (object) => ({ ...object, embedding: Float32Array.from(object.embedding) }),
    )
  }
  const tower = await openAudioTower(model)
  const objects: HeardObject[] = []
  for (let n = 0; n < count; n += 1) {
    const { samples, labels } = makeObject(createRandomNumbers(SEED + n))
    const embedding = roundToHalf(await tower.embed(samples))
    objects.push({ objectId: String(n).padStart(5, '0'), labels, embedding })
  }
  await tower.close()
  await mkdir(cache, { recursive: true })
  await writeFile(
    file,
    JSON.stringify(objects.map((object) => ({ ...object, embedding: [...object.embedding] }))),
  )
  return objects
}
