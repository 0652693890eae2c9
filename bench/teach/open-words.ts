import { join } from 'node:path'
import { expectClap, openTextTower, readModel } from '@earmark/core'

export type Words = {
  /** What the embedded model makes of labels, by label. */
  of: (labels: readonly string[]) => Promise<Map<string, Float32Array>>
  close: () => Promise<void>
}

export async function openWords(): Promise<Words> {
  const model = expectClap(await readModel(join(import.meta.dirname, '../../models/clap-mini')))
  const tower = await openTextTower(model)
  return {
    async of(labels) {
      const vectors = await tower.embed(labels.map((label) => `Sound of ${label}`))
      return new Map(labels.map((label, n) => [label, vectors[n]!]))
    },
    close: () => tower.close(),
  }
}
