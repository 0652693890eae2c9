import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClapModel, cutWindows, expectClap, openAudioTower, readModel } from '@earmark/core'
import { readAudio } from '@earmark/decode'

const repository = join(import.meta.dirname, '../..')
const MINUTE_MS = 60_000
const HOUR_S = 3600

export type HeardWindow = {
  key: string
  startS: number
  endS: number
  /** [512], of length one. */
  embedding: Float32Array
  /** What sounds in it, as demo/truth.json says. */
  truth: string[]
}

type Truth = Record<string, { label: string; start_s?: number; end_s?: number }[]>

/** Hears the demo archive's files with the embedded model, in this process. */
export async function hearDemo(): Promise<{ model: ClapModel; windows: HeardWindow[] }> {
  const model = expectClap(await readModel(join(repository, 'models/clap-mini')))
  const tower = await openAudioTower(model)
  const truth: Truth = JSON.parse(await readFile(join(repository, 'demo/truth.json'), 'utf8'))
  const windowSamples = model.windowSeconds * model.sampleRate
  const options = { sampleRate: model.sampleRate, maxDurationS: HOUR_S, timeoutMs: MINUTE_MS }
  const windows: HeardWindow[] = []
  for (const [key, sounds] of Object.entries(truth)) {
    const spec = { sampleRate: model.sampleRate, windowSamples, hopSamples: windowSamples }
    const signal = AbortSignal.timeout(MINUTE_MS)
    await readAudio(
      join(repository, 'demo', key),
      { ...options, name: key, signal },
      async (decoded) => {
        for await (const { startS, endS, samples } of cutWindows(decoded, spec)) {
          const within = sounds.filter(
            ({ start_s = 0, end_s = endS }) => start_s < endS && end_s > startS,
          )
          const embedding = (await tower.embed(samples)).slice()
          windows.push({ key, startS, endS, embedding, truth: within.map(({ label }) => label) })
        }
      },
    )
  }
  await tower.close()
  return { model, windows }
}
