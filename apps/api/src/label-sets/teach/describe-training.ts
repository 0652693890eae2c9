import type { SortedAnswers, Training, Wanted } from '@earmark/core'

/** What of a training cannot be measured or was left out: a sentence each. */
export function describeTraining(
  label: string,
  { learnedFrom: { right, wrong, ofOtherLabels }, leftOut }: SortedAnswers,
  { measured, threshold }: Training,
  wanted: Wanted | null,
): string[] {
  const name = JSON.stringify(label)
  const negatives = wrong + ofOtherLabels
  const notes: string[] = []
  if (right + negatives === 0) {
    notes.push(
      `Nobody has said yet where ${name} is and where it is not: this is what its words say.`,
    )
  } else if (right === 0) {
    notes.push(
      `Everything that was answered is wrong for ${name}: neither precision nor recall can be measured. Answer some moments where it is.`,
    )
  } else if (negatives === 0) {
    notes.push(
      `Everything that was answered is right for ${name}: precision cannot be measured. Answer some moments where it is not.`,
    )
  } else if (!measured) {
    notes.push(
      'All that is right, or all that is wrong, is of one recording: nothing can be held out to measure on. Answer moments of other recordings.',
    )
  }
  if (leftOut.contradicted > 0) {
    notes.push(
      `${counted(leftOut.contradicted)} left out, since as many people say right as wrong: let somebody else listen.`,
    )
  }
  if (leftOut.replaced > 0) {
    notes.push(
      `${counted(leftOut.replaced)} left out, since the object was uploaded again with other content: answer the new one.`,
    )
  }
  if (leftOut.unheard > 0) {
    notes.push(
      `${counted(leftOut.unheard)} left out, since this model has heard nothing at the place: tag these objects with it.`,
    )
  }
  if (measured && wanted && !threshold) {
    const [what, share] = Object.entries(wanted)[0] as [string, number]
    notes.push(`No threshold has a ${what} of ${share} on what was answered.`)
  }
  return notes
}

const counted = (moments: number) => (moments === 1 ? '1 moment is' : `${moments} moments are`)
