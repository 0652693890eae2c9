import type { Example, LabelSet, NewLabel } from '@earmark/db'

/** A label of the next version that stays as it is: what it was learned from and its threshold come with it. */
export function takeOver(
  { id, isByExample, threshold, ...label }: LabelSet['labels'][number],
  examples: readonly Example[],
): NewLabel {
  const taught = examples.filter(({ labelId }) => labelId === id)
  return {
    ...label,
    ...(isByExample && { examples: toExamples(taught) }),
    ...(threshold !== null && { threshold }),
  }
}

export function toExamples(
  moments: readonly Pick<Example, 'hearingId' | 'windowIndex' | 'isPositive'>[],
): NonNullable<NewLabel['examples']> {
  const ofKind = (isPositive: boolean) =>
    moments.flatMap(({ hearingId, windowIndex, ...moment }) =>
      moment.isPositive === isPositive ? [{ hearingId, windowIndex }] : [],
    )
  return { positive: ofKind(true), negative: ofKind(false) }
}
