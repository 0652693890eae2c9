import type { Activity } from '@earmark/client'

/** What an answer does not hold, a sentence each. */
export function describeUnshown({ undated, isCut }: Activity): string[] {
  const what = undated === 1 ? '1 object is' : `${undated.toLocaleString('en')} objects are`
  return [
    ...(undated > 0 ? [`${what} left out, since nothing says when they were recorded.`] : []),
    ...(isCut ? ['There is more than this: ask for fewer sites or days.'] : []),
  ]
}
