import { formatTime } from '../../format/format-time'
import { windowAt } from '../scores/cells'
import type { ObjectScores, StoredObject } from '../shapes'
import { AnswerButtons } from './answer-buttons'
import { Facts } from './facts'
import styles from './moment-panel.module.css'
import { Said } from './said'
import { Similar } from './similar'
import { TopLabels } from './top-labels'

/** What is at this second, whether that is right, what sounds like it, and what the recording is. */
export function MomentPanel({
  object,
  scores,
  edges,
  set,
  currentS,
  hereLabel,
}: {
  object: StoredObject
  scores: ObjectScores | undefined
  /** Of the scores' cells, in seconds. */
  edges: readonly number[]
  set: string | undefined
  currentS: number
  /** Of the detection that the play head is in. */
  hereLabel: string | undefined
}) {
  const window = scores ? windowAt(edges, currentS) : -1
  const top = scores && window >= 0 ? topLabels(scores, window) : []
  const asked = hereLabel ?? top[0]?.label
  return (
    <aside aria-label="This moment" className={styles.panel}>
      <section>
        <h2>At {formatTime(currentS, 1)}</h2>
        <TopLabels scores={top} />
        {set !== undefined && asked !== undefined && scores && (
          <AnswerButtons
            label={asked}
            labelSet={set}
            objectId={object.id}
            window={scores.indexes[window] ?? 0}
          />
        )}
      </section>
      <Similar object={object} window={scores?.indexes[window]} />
      <Said object={object} />
      <Facts object={object} />
    </aside>
  )
}

const SHOWN = 4

function topLabels({ labels, probabilities }: ObjectScores, window: number) {
  return labels
    .map((label, at) => ({ label, probability: probabilities[window * labels.length + at]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN)
}
