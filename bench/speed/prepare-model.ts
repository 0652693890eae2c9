import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClapModel, type Dtype, expectClap, openAudioTower, readModel } from '@earmark/core'

/** Numbers that stand together: so many of the same are a constant of the graph, not weights. */
const MIN_RUN = 64

export type PreparedModel = { dir: string; note: string | null }

/**
 * A folder whose model gives embeddings. Models with random weights may hold constants that are not numbers; then a
 * copy is made in which these are zeros, which costs the same time. The model's own folder is left alone.
 */
export async function prepareModel(dir: string, workFolder: string): Promise<PreparedModel> {
  if (await givesEmbeddings(dir)) return { dir, note: null }
  const copy = join(workFolder, 'model')
  await cp(dir, copy, { recursive: true, mode: 0, filter: (path) => !path.endsWith('.onnx') })
  let replaced = 0
  for (const name of await readdir(join(dir, 'onnx'))) {
    const bytes = await readFile(join(dir, 'onnx', name))
    replaced += zeroRuns(bytes)
    await writeFile(join(copy, 'onnx', name), bytes)
  }
  if (!(await givesEmbeddings(copy)))
    throw new Error(`${dir} gives embeddings that are not numbers, and cannot be measured.`)
  const note = `the model's graph holds ${replaced.toLocaleString('en')} constants that are not numbers; a temporary copy with zeros in their place was measured`
  return { dir: copy, note }
}

export async function readClap(dir: string, dtype?: Dtype): Promise<ClapModel> {
  return expectClap(await readModel(dir, dtype ? { dtype } : {}))
}

async function givesEmbeddings(dir: string): Promise<boolean> {
  const model = await readClap(dir)
  const tower = await openAudioTower(model)
  const tone = Float32Array.from({ length: model.sampleRate }, (_, i) => Math.sin(i / 20) / 4)
  try {
    return (await tower.embed(tone)).every(Number.isFinite)
  } catch {
    return false
  } finally {
    await tower.close()
  }
}

/** Replaces long runs of one and the same NaN by zeros, wherever they begin. @returns how many numbers */
function zeroRuns(bytes: Buffer): number {
  let replaced = 0
  for (const nan of [Buffer.from('0000c0ff', 'hex'), Buffer.from('0000c07f', 'hex')]) {
    const run = Buffer.concat(Array.from({ length: MIN_RUN }, () => nan))
    for (let at = bytes.indexOf(run); at !== -1; at = bytes.indexOf(run, at)) {
      while (bytes.compare(nan, 0, 4, at, at + 4) === 0) {
        bytes.fill(0, at, at + 4)
        replaced += 1
        at += 4
      }
    }
  }
  return replaced
}
