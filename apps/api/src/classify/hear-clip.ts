import { dirname } from 'node:path'
import { type AudioWindow, cutWindows, EarmarkError, roundToHalf } from '@earmark/core'
import { limitWindows, readAudio } from '@earmark/decode'
import type { InferencePool } from '@earmark/inference'
import type { ApiDependencies } from '../dependencies.js'
import type { OpenedClip } from './with-clip.js'

/** The process computes one while the next one waits in its pipe. */
const WINDOWS_UNDER_WAY = 2

export interface HeardWindow {
  startS: number
  endS: number
  /** An embedding, rounded as the database rounds, so that a clip and a batch give the same numbers; or a classifier's logits. */
  vector: Float32Array
}

/** The decoder's own words are for batches, which have another limit. */
function forClip(error: unknown, name: string, maxDurationS: number): unknown {
  if (!(error instanceof EarmarkError) || error.code !== 'TOO_LONG') return error
  // Too many windows is said as it is.
  if (error.field === 'windowS') return error
  const message = `${name} is longer than the ${maxDurationS} s that classify takes. Tag it with POST /v1/batches.`
  return new EarmarkError('TOO_LONG', message, { permanent: true, cause: error })
}

export interface HeardClip {
  /** At least one. */
  windows: HeardWindow[]
  durationS: number
  heardChannel: number | null
}

/**
 * Decodes a clip and embeds its windows, as a batch would.
 *
 * @throws EarmarkError TOO_LONG, UNDECODABLE_AUDIO
 */
export async function hearClip(
  deps: ApiDependencies,
  question: { clip: OpenedClip; windowMs: number; hopMs: number },
  signal: AbortSignal,
): Promise<HeardClip> {
  try {
    return await decodeAndHear(deps, question, signal)
  } catch (error) {
    throw forClip(error, question.clip.name, deps.limits.maxDurationS)
  }
}

async function decodeAndHear(
  deps: ApiDependencies,
  { clip, windowMs, hopMs }: { clip: OpenedClip; windowMs: number; hopMs: number },
  signal: AbortSignal,
): Promise<HeardClip> {
  const { model, limits, ffmpegPath } = deps
  const { sampleRate } = model
  const options = {
    sampleRate,
    maxDurationS: limits.maxDurationS,
    timeoutMs: limits.decodeTimeoutMs,
    name: clip.name,
    signal,
    temporaryFolder: dirname(clip.path),
    standby: deps.decoders,
    ...(ffmpegPath !== undefined && { ffmpegPath }),
  }
  const toSamples = (ms: number) => Math.round((ms / 1000) * sampleRate)
  const spec = { sampleRate, windowSamples: toSamples(windowMs), hopSamples: toSamples(hopMs) }
  const limited = limitWindows(options, spec, {
    maxWindows: limits.maxWindows,
    setBy: 'API_MAX_CLIP_WINDOWS',
  })
  const pool = await deps.inference.get()
  const { result, info } = await readAudio(clip.path, limited, (samples) =>
    hearWindows(pool, cutWindows(samples, spec), signal),
  )
  if (result.length === 0) {
    throw new EarmarkError('UNDECODABLE_AUDIO', `${clip.name} holds no audio.`, { permanent: true })
  }
  return { windows: result, durationS: info.durationS, heardChannel: info.heardChannel }
}

async function hearWindows(
  pool: InferencePool,
  cut: AsyncIterable<AudioWindow>,
  signal: AbortSignal,
): Promise<HeardWindow[]> {
  const windows: HeardWindow[] = []
  const underWay = new Set<Promise<void>>()
  try {
    for await (const { index, startS, endS, samples } of cut) {
      const work = hear(pool, samples, signal)
        .then((vector) => {
          windows[index] = { startS, endS, vector }
        })
        .finally(() => underWay.delete(work))
      underWay.add(work)
      if (underWay.size >= WINDOWS_UNDER_WAY) await Promise.race(underWay)
    }
    await Promise.all(underWay)
  } finally {
    await Promise.allSettled(underWay)
  }
  return windows
}

async function hear(
  pool: InferencePool,
  samples: Float32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  if (pool.model.kind === 'classifier') return pool.classify(samples, { signal })
  return roundToHalf(await pool.embed(samples, { signal }))
}
