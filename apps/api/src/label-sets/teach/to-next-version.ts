import type { publication } from '@earmark/contract'
import type { Learner, SortedAnswers } from '@earmark/core'
import {
  type Database,
  type LabelSet,
  listExamples,
  type NewLabel,
  type NewLabelSet,
} from '@earmark/db'
import type { z } from 'zod'
import { HttpProblem, invalidRequest } from '../../http/http-problem.js'
import { requireLabelOf } from '../require-label.js'
import { type Gathered, orExplain } from './gather-teaching.js'
import { takeOver, toExamples } from './take-over.js'
import { toWanted } from './train-label.js'

type Publication = z.output<typeof publication>
type PublishedLabel = Publication['labels'][number]

/** What the next version of a set consists of, which labels it takes over as they are, and what is said of the others. */
export type NextVersion = {
  content: NewLabelSet
  unchanged: string[]
  published: {
    label: string
    threshold: number
    learnedFrom: SortedAnswers['learnedFrom']
  }[]
}

const DEFAULT_THRESHOLD = 0.5

/** @throws HttpProblem 404 for a label that there is not, 400 for one twice, 409 where a threshold cannot be found */
export async function toNextVersion(
  { db, learner }: { db: Database; learner: Learner },
  { labelSet, asked, gathered }: { labelSet: LabelSet; asked: Publication; gathered: Gathered },
  signal: AbortSignal,
): Promise<NextVersion> {
  const oneAtATime = asked.oneAtATime ?? labelSet.oneAtATime
  const named = readLabels(labelSet, asked.labels)
  const before = await listExamples(db, labelSet.id)
  const published: NextVersion['published'] = []
  const labels: NewLabel[] = []
  for (const stored of labelSet.labels) {
    const { id: _, isByExample: __, threshold: ___, ...label } = stored
    const wanted = named.get(label.name)
    if (!wanted) {
      labels.push(takeOver(stored, before))
      continue
    }
    const sorted = gathered.sort(label.name, oneAtATime)
    const teaching = gathered.teach(label.name, sorted)
    const chosen = await chooseThreshold(learner, { teaching, wanted }, signal)
    published.push({
      label: label.name,
      threshold: chosen ?? DEFAULT_THRESHOLD,
      learnedFrom: sorted.learnedFrom,
    })
    const own = sorted.examples.filter(({ isOwn }) => isOwn)
    labels.push({
      ...label,
      ...((own.length > 0 || label.prompts.length === 0) && { examples: toExamples(own) }),
      ...(chosen !== null && { threshold: chosen }),
    })
  }
  const { name, template, templates } = labelSet
  return {
    content: { name, template, templates, labels, scoring: 'presence', oneAtATime },
    unchanged: labelSet.labels.flatMap((label) => (named.has(label.name) ? [] : [label.name])),
    published,
  }
}

function readLabels(labelSet: LabelSet, labels: readonly PublishedLabel[]) {
  const named = new Map<string, PublishedLabel>()
  for (const [index, label] of labels.entries()) {
    const field = `labels[${index}].label`
    requireLabelOf(labelSet, label.label, field)
    if (named.has(label.label)) {
      const message = `${field} repeats ${JSON.stringify(label.label)}: name each label once.`
      throw invalidRequest([{ field, value: label.label, message }])
    }
    named.set(label.label, label)
  }
  return named
}

async function chooseThreshold(
  learner: Learner,
  {
    teaching,
    wanted: { label, threshold, ...asked },
  }: { teaching: ReturnType<Gathered['teach']>; wanted: PublishedLabel },
  signal: AbortSignal,
): Promise<number | null> {
  const wanted = toWanted(asked)
  if (!wanted) {
    // What cannot be learned is said before anything is stored.
    await orExplain(label, learner.learnDetector(teaching, signal))
    return threshold ?? null
  }
  const measuring = { ...teaching, before: null, wanted }
  const training = await orExplain(label, learner.trainDetector(measuring, signal))
  if (training.threshold) return insideOf(training.threshold.threshold)
  const [what, share] = Object.entries(wanted)[0] as [string, number]
  const reason = training.measured
    ? `no threshold has a ${what} of ${share} on what was answered`
    : 'too little was answered to measure on'
  const message = `${JSON.stringify(label)} cannot be published by ${what}: ${reason}. Answer more moments, or name a threshold.`
  throw new HttpProblem(409, 'CONFLICT', message)
}

/** A probability that rounds to 0 or 1 has no similarity. */
const insideOf = (threshold: number) => Math.min(1 - 1e-9, Math.max(1e-9, threshold))
