import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../../errors/usage-error.js'
import type { Question } from '../../../options/read-question.js'
import { openClassification } from '../../classify/classify-audio.js'
import { AUDIO } from '../audio-names.js'
import type { Recordings, ScoreKind } from './recording.js'

/** Recordings in a folder, decoded and heard here. @throws UsageError where there are none */
export async function openFolder(
  dir: string,
  question: Question,
  {
    score: asked,
    ...source
  }: {
    score: ScoreKind | undefined
    windowS: number
    hopS: number
    signal: AbortSignal
    ffmpegPath: string | undefined
  },
): Promise<Recordings> {
  const { windowS, hopS } = source
  const { model, labelSet } = question
  const labels = labelSet === null ? question.model.labels : labelSet.labels
  if (asked === 'similarity' && labelSet === null) {
    throw new UsageError(`${model.name} has labels of its own, and no similarities.`)
  }
  // A softmax over one label says 1 of everything.
  const score = asked ?? (labelSet !== null && labels.length === 1 ? 'similarity' : 'probability')
  const files = await readdir(dir, { recursive: true })
  const names = files.filter((file) => AUDIO.test(file)).sort()
  if (names.length === 0) throw new UsageError(`There is no audio to be found in ${dir}.`)
  const places = new Map(labels.map((label, at) => [label, at]))
  const classification = await openClassification(question)
  return {
    names,
    score,
    async hear(name) {
      const heard = await classification.classify({ path: join(dir, name), name, ...source })
      const windows = heard.windows.map(({ start_s: startS, end_s: endS, scores: ranked }) => {
        const scores = new Float64Array(labels.length)
        for (const one of ranked) scores[places.get(one.label)!] = one[score] ?? Number.NaN
        return { startS, endS, scores }
      })
      return { durationS: heard.duration_s, windowS, hopS, model, labels, windows }
    },
    isOfOne: () => false,
    close: () => classification.close(),
  }
}
