import { dirname } from 'node:path'
import type { classification, score } from '@earmark/contract'
import {
  type AudioWindow,
  type ClipScores,
  cutWindows,
  EarmarkError,
  roundToHalf,
  scoreClassifierWindows,
  scoreWindows,
} from '@earmark/core'
import { limitWindows, readAudio } from '@earmark/decode'
import type { InferencePool } from '@earmark/inference'
import type { z } from 'zod'
import type { ApiDependencies, RegisteredModel } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
import type { ResolvedLabelSet } from '../label-sets/resolve-label-sets.js'
import { embedPrompts } from './embed-prompts.js'

/** An answer of more scores would be tens of megabytes. */
const MAX_SCORES = 500_000
/** The process computes one while the next one waits in its pipe. */
const WINDOWS_UNDER_WAY = 2

export interface ClipQuestion {
  clip: { path: string; name: string }
  labelSets: readonly ResolvedLabelSet[]
  windowMs: number
  hopMs: number
  /** Scores of each window and of the clip; all where not given. */
  top: number | undefined
}

interface HeardWindow {
  startS: number
  endS: number
  /** An embedding, rounded as the database rounds, so that a clip and a batch give the same numbers; or a classifier's logits. */
  vector: Float32Array
}

type Score = z.output<typeof score>

/** Decodes a clip, embeds its windows and scores them under each label set, as a batch would. */
export async function classifyClip(
  deps: ApiDependencies,
  question: ClipQuestion,
  signal: AbortSignal,
): Promise<z.output<typeof classification>> {
  const prompts =
    deps.model.kind === 'classifier'
      ? []
      : question.labelSets.flatMap(({ labels }) => labels.flatMap((one) => one.prompts))
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  try {
    // The prompts are encoded while ffmpeg is starting.
    const [{ windows, durationS, heardChannel }, prompted] = await Promise.all([
      hearClip(deps, question, either),
      embedPrompts(deps, prompts, either),
    ])
    checkSize(question, windows.length)
    const { name, revision } = deps.model
    return {
      model: { name, revision },
      durationS,
      heardChannel,
      labelSets: question.labelSets.map((labelSet) =>
        scoreClip(deps, labelSet, windows, prompted, question.top),
      ),
    }
  } catch (error) {
    throw forClip(error, question.clip.name, deps.limits.maxDurationS)
  } finally {
    // Where one half failed, the other is of no use any more.
    stop.abort()
  }
}

/** The decoder's own words are for batches, which have another limit. */
function forClip(error: unknown, name: string, maxDurationS: number): unknown {
  if (!(error instanceof EarmarkError) || error.code !== 'TOO_LONG') return error
  // Too many windows is said as it is.
  if (error.field === 'windowS') return error
  const message = `${name} is longer than the ${maxDurationS} s that classify takes. Tag it with POST /v1/batches.`
  return new EarmarkError('TOO_LONG', message, { permanent: true, cause: error })
}

async function hearClip(deps: ApiDependencies, question: ClipQuestion, signal: AbortSignal) {
  const { model, limits, ffmpegPath } = deps
  const { clip, windowMs, hopMs } = question
  const { sampleRate } = model
  const options = {
    sampleRate,
    maxDurationS: limits.maxDurationS,
    timeoutMs: limits.decodeTimeoutMs,
    name: clip.name,
    signal,
    temporaryFolder: dirname(clip.path),
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

function scoreVectors(
  model: RegisteredModel,
  vectors: Float32Array[],
  labels: ResolvedLabelSet['labels'],
  prompted: ReadonlyMap<string, Float32Array>,
): ClipScores {
  if (model.kind === 'classifier') return scoreClassifierWindows(vectors, model.problemType)
  const labelVectors = labels.map(
    ({ prompts, vector }) => vector ?? meanOf(prompts.map((prompt) => prompted.get(prompt)!)),
  )
  return scoreWindows(vectors, labelVectors, model.logitScale)
}

function scoreClip(
  { model }: ApiDependencies,
  { name, template, labels }: ResolvedLabelSet,
  windows: readonly HeardWindow[],
  prompted: ReadonlyMap<string, Float32Array>,
  top: number | undefined,
) {
  const vectors = windows.map(({ vector }) => vector)
  const scores = scoreVectors(model, vectors, labels, prompted)
  const shown = (similarity: number) => (model.kind === 'classifier' ? null : similarity)
  const best = (list: Score[]) => list.sort((a, b) => b.probability - a.probability).slice(0, top)
  return {
    name,
    template,
    windows: windows.map(({ startS, endS }, index) => {
      const { probabilities, similarities } = scores.windows[index]!
      const list = labels.map((label, at) => ({
        label: label.name,
        probability: probabilities[at]!,
        similarity: shown(similarities[at]!),
      }))
      return { startS, endS, scores: best(list) }
    }),
    clip: best(
      scores.clip.map(({ probability, similarity }, at) => ({
        label: labels[at]!.name,
        probability,
        similarity: shown(similarity),
      })),
    ),
  }
}

/** A label's vector: the mean of its prompts'. Its length does not matter, since scores are cosines. */
function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const [first, ...others] = vectors
  if (others.length === 0) return first!
  return first!.map(
    (value, i) => others.reduce((sum, vector) => sum + vector[i]!, value) / vectors.length,
  )
}

function checkSize({ labelSets, top }: ClipQuestion, windows: number): void {
  const labels = labelSets.reduce(
    (sum, set) => sum + Math.min(set.labels.length, top ?? Infinity),
    0,
  )
  if (labels * windows <= MAX_SCORES) return
  const message = `The answer would hold ${(labels * windows).toLocaleString('en')} scores (${labels} labels in ${windows} windows), more than ${MAX_SCORES.toLocaleString('en')}: set top to fewer scores.`
  throw invalidRequest([{ field: 'top', ...(top !== undefined && { value: top }), message }])
}
