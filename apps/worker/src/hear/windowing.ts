import type { WindowSpec } from '@earmark/core'
import type { TakenChunk } from '@earmark/db'
import { limitWindows } from '@earmark/decode'
import type { InferencePool } from '@earmark/inference'
import type { HearDeps } from './hear-deps.js'

/** What a batch asks for, under which equal samples are heard alike. */
export type Windowing = Pick<TakenChunk, 'modelId' | 'windowMs' | 'hopMs'>

/** The windows that the batch asked for, in samples of the model's rate. */
export function windowSpecOf(pool: InferencePool, { windowMs, hopMs }: Windowing): WindowSpec {
  const { sampleRate } = pool.model
  const toSamples = (ms: number) => Math.round((ms / 1000) * sampleRate)
  return { sampleRate, windowSamples: toSamples(windowMs), hopSamples: toSamples(hopMs) }
}

/** How much of an object is decoded at most, by its length and by its windows. */
export function decodeOptionsOf({ decode, maxWindows }: HearDeps, spec: WindowSpec) {
  return limitWindows(decode, spec, { maxWindows, setBy: 'MAX_WINDOWS' })
}
