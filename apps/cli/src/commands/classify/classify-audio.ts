import {
  type ClapModel,
  type ClassifierModel,
  type ClipScores,
  cutWindows,
  expandTemplate,
  type LabelSetContent,
  type Model,
  openAudioTower,
  openClassifier,
  openTextTower,
  scoreClassifierWindows,
  scoreWindows,
} from '@earmark/core'
import { limitWindows, readAudio } from '@earmark/decode'
import type { Question } from '../../options/read-question.js'

/** A model with labels of its own compares nothing: its similarity is null. */
export type Score = { label: string; probability: number; similarity: number | null }

/** What `classify --json` prints. Windows are in time order, scores by probability. */
export type Classification = {
  model: string
  duration_s: number
  /** From 1, where the channels cancel each other in the mix and this one was heard alone. */
  heard_channel: number | null
  windows: { start_s: number; end_s: number; scores: Score[] }[]
  clip: Score[]
}

export type AudioSource = {
  path: string
  /** What messages call the file. */
  name: string
  windowS: number
  hopS: number
  signal: AbortSignal
  ffmpegPath?: string | undefined
}

const MAX_DURATION_S = 24 * 3600
const MAX_WINDOWS = 100_000
const DECODE_TIMEOUT_MS = 3600_000

export type OpenClassification = {
  /** @throws EarmarkError */
  classify: (source: AudioSource) => Promise<Classification>
  close: () => Promise<void>
}

/**
 * Classifies one file in this process: ffmpeg → windows → model → scores in full float precision.
 *
 * @throws EarmarkError
 */
export async function classifyAudio(
  question: Question,
  source: AudioSource,
): Promise<Classification> {
  const classification = await openClassification(question)
  try {
    return await classification.classify(source)
  } finally {
    await classification.close()
  }
}

/** Loads the model once for many files. @throws EarmarkError */
export async function openClassification(question: Question): Promise<OpenClassification> {
  return question.labelSet === null ? openOwnLabels(question.model) : openWords(question)
}

async function openWords({
  model,
  labelSet: { labels, template },
}: Extract<Question, { labelSet: LabelSetContent }>): Promise<OpenClassification> {
  const labelEmbeddings = await embedLabels(model, labels, template)
  const tower = await openAudioTower(model)
  return {
    async classify(source) {
      const heard = await hearWindows(model, source, (samples) => tower.embed(samples))
      const scores = scoreWindows(heard.vectors, labelEmbeddings, model.logitScale)
      return describe(model, heard, labels, scores, (similarity) => similarity)
    },
    close: () => tower.close(),
  }
}

async function openOwnLabels(model: ClassifierModel): Promise<OpenClassification> {
  const classifier = await openClassifier(model)
  return {
    async classify(source) {
      const heard = await hearWindows(model, source, (samples) => classifier.classify(samples))
      const scores = scoreClassifierWindows(heard.vectors, model.problemType)
      return describe(model, heard, model.labels, scores, () => null)
    },
    close: () => classifier.close(),
  }
}

type Heard = {
  durationS: number
  heardChannel: number | null
  times: { start_s: number; end_s: number }[]
  /** One for each window: an embedding, or a classifier's logits. */
  vectors: Float32Array[]
}

async function hearWindows(
  { sampleRate }: Model,
  { path, name, windowS, hopS, signal, ffmpegPath }: AudioSource,
  hear: (samples: Float32Array) => Promise<Float32Array>,
): Promise<Heard> {
  const options = {
    sampleRate,
    maxDurationS: MAX_DURATION_S,
    timeoutMs: DECODE_TIMEOUT_MS,
    signal,
    name,
    ...(ffmpegPath !== undefined && { ffmpegPath }),
  }
  const spec = {
    sampleRate,
    windowSamples: Math.round(windowS * sampleRate),
    hopSamples: Math.round(hopS * sampleRate),
  }
  const limited = limitWindows(options, spec, {
    maxWindows: MAX_WINDOWS,
    setBy: 'npx earmark classify',
  })
  const { result, info } = await readAudio(path, limited, async (decoded) => {
    const times: Heard['times'] = []
    const vectors: Float32Array[] = []
    for await (const { startS, endS, samples } of cutWindows(decoded, spec)) {
      times.push({ start_s: startS, end_s: endS })
      vectors.push(await hear(samples))
    }
    return { times, vectors }
  })
  return { ...result, durationS: info.durationS, heardChannel: info.heardChannel }
}

async function embedLabels(
  model: ClapModel,
  labels: string[],
  template: string,
): Promise<Float32Array[]> {
  const tower = await openTextTower(model)
  try {
    return await tower.embed(labels.map((label) => expandTemplate(template, label)))
  } finally {
    await tower.close()
  }
}

function describe(
  model: Model,
  { durationS, heardChannel, times }: Heard,
  labels: string[],
  { windows, clip }: ClipScores,
  showSimilarity: (similarity: number) => number | null,
): Classification {
  const score = (l: number, probability: number, similarity: number): Score => ({
    label: labels[l]!,
    probability,
    similarity: showSimilarity(similarity),
  })
  return {
    model: model.name,
    duration_s: durationS,
    heard_channel: heardChannel,
    windows: windows.map(({ probabilities, similarities }, w) => ({
      ...times[w]!,
      scores: rank(labels.map((_, l) => score(l, probabilities[l]!, similarities[l]!))),
    })),
    clip: rank(clip.map(({ probability, similarity }, l) => score(l, probability, similarity))),
  }
}

/** Labels with equal probabilities stay in the order given. */
function rank(scores: Score[]): Score[] {
  return scores.sort((a, b) => b.probability - a.probability)
}
