import type { classification, score } from '@earmark/contract'
import {
  type ClipScores,
  scoreClassifierWindows,
  scorePresences,
  scoreWindows,
} from '@earmark/core'
import type { z } from 'zod'
import type { ApiDependencies, RegisteredModel } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
import type { ResolvedLabelSet } from '../label-sets/resolve-label-sets.js'
import { toPresences } from '../label-sets/to-presences.js'
import { embedPrompts } from './embed-prompts.js'
import { type HeardWindow, hearClip } from './hear-clip.js'

/** An answer of more scores would be tens of megabytes. */
const MAX_SCORES = 500_000

export interface ClipQuestion {
  clip: { path: string; name: string }
  labelSets: readonly ResolvedLabelSet[]
  windowMs: number
  hopMs: number
  /** Scores of each window and of the clip; all where not given. */
  top: number | undefined
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
      : question.labelSets.flatMap(({ labels }) =>
          labels.flatMap((one) => (one.stored ? [] : one.prompts)),
        )
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
  } finally {
    // Where one half failed, the other is of no use any more.
    stop.abort()
  }
}

function scoreVectors(
  model: RegisteredModel,
  vectors: Float32Array[],
  labels: ResolvedLabelSet['labels'],
  prompted: ReadonlyMap<string, Float32Array>,
): ClipScores {
  if (model.kind === 'classifier') return scoreClassifierWindows(vectors, model.problemType)
  const presences = toPresences(labels.flatMap(({ stored }) => stored ?? []))
  if (presences) return scorePresences(vectors, presences)
  const labelVectors = labels.map(
    ({ prompts, stored }) =>
      stored?.vector ?? meanOf(prompts.map((prompt) => prompted.get(prompt)!)),
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
