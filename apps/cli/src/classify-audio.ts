import {
  type ClapModel,
  cutWindows,
  expandTemplate,
  type LabelSetContent,
  openAudioTower,
  openTextTower,
  scoreWindows,
  type WindowScores,
} from '@earmark/core'
import { decodeFile } from '@earmark/decode'

export type Score = { label: string; probability: number; similarity: number }

/** What `classify --json` prints. Windows are in time order, scores by probability. */
export type Classification = {
  model: string
  duration_s: number
  windows: { start_s: number; end_s: number; scores: Score[] }[]
  clip: Score[]
}

const MAX_DURATION_S = 24 * 3600
const DECODE_TIMEOUT_MS = 3600_000

/**
 * Classifies one file in this process: ffmpeg → windows → embeddings → scores in full float precision.
 *
 * @param name what messages call the file
 * @throws EarmarkError
 */
export async function classifyAudio(
  { model, ffmpegPath }: { model: ClapModel; ffmpegPath?: string | undefined },
  {
    path,
    name,
    labelSet,
    hopS,
    windowS,
    signal,
  }: {
    path: string
    name: string
    labelSet: LabelSetContent
    windowS: number
    hopS: number
    signal: AbortSignal
  },
): Promise<Classification> {
  const { labels, template } = labelSet
  const labelEmbeddings = await embedLabels(model, labels, template)
  const decoding = decodeFile(path, {
    sampleRate: model.sampleRate,
    maxDurationS: MAX_DURATION_S,
    timeoutMs: DECODE_TIMEOUT_MS,
    signal,
    name,
    ...(ffmpegPath !== undefined && { ffmpegPath }),
  })
  const spec = {
    sampleRate: model.sampleRate,
    windowSamples: Math.round(windowS * model.sampleRate),
    hopSamples: Math.round(hopS * model.sampleRate),
  }
  const times: { start_s: number; end_s: number }[] = []
  const embeddings: Float32Array[] = []
  const tower = await openAudioTower(model)
  try {
    for await (const { startS, endS, samples } of cutWindows(decoding.samples, spec)) {
      times.push({ start_s: startS, end_s: endS })
      embeddings.push(await tower.embed(samples))
    }
  } finally {
    await tower.close()
  }
  const { durationS } = await decoding.info
  const scores = scoreWindows(embeddings, labelEmbeddings, model.logitScale)
  return {
    model: model.name,
    duration_s: durationS,
    windows: times.map((time, w) => ({ ...time, scores: rankWindow(labels, scores.windows[w]!) })),
    clip: rank(
      scores.clip.map(({ probability, similarity }, l) => ({
        label: labels[l]!,
        probability,
        similarity,
      })),
    ),
  }
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

function rankWindow(labels: string[], { probabilities, similarities }: WindowScores): Score[] {
  return rank(
    labels.map((label, l) => ({
      label,
      probability: probabilities[l]!,
      similarity: similarities[l]!,
    })),
  )
}

/** Labels with equal probabilities stay in the order given. */
function rank(scores: Score[]): Score[] {
  return scores.sort((a, b) => b.probability - a.probability)
}
