import { type Learner, type PlaceAnswer, type SortedAnswers, sortAnswers } from '@earmark/core'
import {
  type Database,
  findLabelVectors,
  type LabelSet,
  listAnswers,
  listExamples,
  readBackground,
  readWords,
} from '@earmark/db'
import { HttpProblem } from '../../http/http-problem.js'
import type { ModelReference } from '../../models/resolve-model.js'

type Teaching = Parameters<Learner['trainDetector']>[0]

/** All that labels of a set are learned from under a model, read once. */
export type Gathered = {
  /** @param oneAtATime whether what is right for other labels is wrong for this one */
  sort: (label: string, oneAtATime: boolean) => SortedAnswers
  /** What is learned from that, and what the set has now to compare it with. */
  teach: (label: string, sorted: SortedAnswers) => Omit<Teaching, 'wanted'>
}

/** @param labelSet whose prompts the model has encoded */
export async function gatherTeaching(
  db: Database,
  { labelSet, model }: { labelSet: LabelSet; model: ModelReference },
): Promise<Gathered> {
  const work = { modelId: model.id, labelSetId: labelSet.id }
  const answers: PlaceAnswer[] = await listAnswers(db, {
    labelSet: labelSet.name,
    modelId: model.id,
  })
  const background = await readBackground(db, model.id)
  const words = await readWords(db, work)
  const vectors = await findLabelVectors(db, work)
  const examples = await listExamples(db, labelSet.id)

  return {
    sort: (label, oneAtATime) => sortAnswers(answers, { label, oneAtATime }),
    teach(label, sorted) {
      const id = labelSet.labels.find(({ name }) => name === label)?.id
      const stored = vectors.get(label)
      const taught = examples.filter(({ labelId }) => labelId === id)
      const { vector, detector } = stored ?? { vector: new Float32Array(), detector: null }
      return {
        words: words.find((one) => one.label === label)?.vector ?? null,
        examples: sorted.examples,
        background,
        before: detector && {
          weights: vector.map((value) => detector.slope * value),
          offset: detector.offset,
          taughtObjects: new Set(taught.map(({ objectId }) => String(objectId))),
        },
      }
    },
  }
}

/** @throws HttpProblem 409 where nothing can be learned, with the reason */
export async function orExplain<Learned>(
  label: string,
  learning: Promise<Learned>,
): Promise<Learned> {
  try {
    return await learning
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = `Nothing can be learned for ${JSON.stringify(label)}: ${error.message}`
    throw new HttpProblem(409, 'CONFLICT', message, { cause: error })
  }
}
