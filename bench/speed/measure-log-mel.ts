import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The median time of the features of a full window, in ms, on one core. */
export async function measureLogMel(): Promise<number> {
  const child = fork(fileURLToPath(new URL('./log-mel-child.ts', import.meta.url)))
  const [{ ms }] = (await once(child, 'message')) as [{ ms: number }]
  return ms
}
