import { type ApiClient, ApiError, readPages } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { UsageError } from '../../../errors/usage-error.js'
import { filterByLabelSet } from '../../../options/label-set-options.js'
import type { HeardRecording, Recordings, ScoreKind } from './recording.js'

/** What is asked of each object: a stored label set, words, or the labels of a classifier. */
export type ArchiveQuestion =
  | { labelSet: string }
  | { labels: readonly string[]; template: string }
  | { ownLabels: true }

/** Of the API's million scores in an answer. */
const SCORES_AT_ONCE = 500_000
/** Before it is known how many windows a second has. */
const FIRST_SECONDS = 120

/** Recordings that the archive has heard, below a prefix: no audio is read. @throws UsageError where there are none */
export async function openArchive(
  api: ApiClient,
  question: ArchiveQuestion,
  options: {
    prefix: string
    model: string | undefined
    score: ScoreKind | undefined
    signal: AbortSignal
  },
): Promise<Recordings> {
  const { prefix, model, signal } = options
  parseS3Url(prefix)
  const isOne = 'labels' in question && question.labels.length === 1
  const score = options.score ?? (isOne ? 'similarity' : 'probability')
  const objects = await listObjects(api, prefix, signal)
  const query = {
    ...toQuery(question),
    ...(model !== undefined && { model }),
    ...(score === 'similarity' && { similarities: true }),
  }
  return {
    names: [...objects.keys()],
    score,
    hear: (name) => hearObject(api, objects.get(name)!, { query, score, signal }),
    // Of a label set that is not there, every object says so.
    isOfOne: (error) =>
      error instanceof ApiError &&
      error.status === 404 &&
      error.problems.every(({ field }) => !field?.startsWith('labelSet')),
    close: async () => {},
  }
}

function toQuery(question: ArchiveQuestion) {
  if ('ownLabels' in question) return {}
  if ('labelSet' in question) return filterByLabelSet(question.labelSet)
  const { labels, template } = question
  const strange = labels.find((label) => label.includes(','))
  if (strange === undefined) return { labels: labels.join(','), template }
  throw new UsageError(
    `The label ${JSON.stringify(strange)} has a comma in it. Keep the labels as a label set, and name it by --label-set.`,
  )
}

type HeardObject = { id: number; durationS: number | null }

/** By bucket and key; of an object that changed, what was heard last. */
async function listObjects(
  api: ApiClient,
  prefix: string,
  signal: AbortSignal,
): Promise<Map<string, HeardObject>> {
  const objects = new Map<string, HeardObject>()
  const pages = readPages((cursor) =>
    api.listObjects({ prefix, limit: 1000, ...(cursor && { cursor }) }, { signal }),
  )
  for await (const page of pages) {
    for (const { id, bucket, key, durationS } of page) {
      const name = `s3://${bucket}/${key}`
      if ((objects.get(name)?.id ?? 0) < id) objects.set(name, { id, durationS })
    }
  }
  if (objects.size > 0) return objects
  throw new UsageError(`Nothing below ${prefix} has been heard: npx earmark tag hears it.`)
}

/** All windows of an object, in as many answers as they need. */
async function hearObject(
  api: ApiClient,
  { id, durationS }: HeardObject,
  {
    query,
    score,
    signal,
  }: { query: ReturnType<typeof toQuery>; score: ScoreKind; signal: AbortSignal },
): Promise<HeardRecording> {
  const windows = new Map<number, HeardRecording['windows'][number]>()
  let [startS, seconds] = [0, FIRST_SECONDS]
  for (;;) {
    const endS = startS + seconds
    const asked = { ...query, id, startS, endS }
    const answer = await api.getObjectScores(asked, { signal })
    const { labels, indexes, starts, ends, hopS, windowS, model } = answer
    const scores = score === 'similarity' ? answer.similarities : answer.probabilities
    if (scores === null) {
      throw new UsageError(`${model.name} has labels of its own, and no similarities.`)
    }
    for (const [row, index] of indexes.entries()) {
      const ofWindow = scores.slice(row * labels.length, (row + 1) * labels.length)
      windows.set(index, { startS: starts[row]!, endS: ends[row]!, scores: ofWindow })
    }
    startS = endS
    if (indexes.length === 0 || (durationS !== null && startS >= durationS)) {
      const sorted = [...windows].sort(([a], [b]) => a - b).map(([, window]) => window)
      const heardS = durationS ?? sorted.at(-1)?.endS ?? 0
      return { durationS: heardS, windowS, hopS, model, labels, windows: sorted }
    }
    seconds = Math.max(FIRST_SECONDS, Math.floor(SCORES_AT_ONCE / labels.length) * hopS)
  }
}
