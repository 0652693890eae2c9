/** Why something of people's labels is left out; each has its sentence in `describe-left-out.ts`. */
export const reasons = [
  'impossible-time',
  'no-label',
  'low-confidence',
  'no-file',
  'unclear-file',
  'beyond-the-end',
  'ignored',
  'unknown-label',
  'too-short',
] as const

export type Reason = (typeof reasons)[number]

/** How much is left out for one reason, and what the first of it was. */
export type LeftOut = { reason: Reason; count: number; examples: string[] }

const MAX_EXAMPLES = 3

export type LeftOutCounter = {
  /** @param example what it was, for people; those that are equal are shown once */
  add: (reason: Reason, example: string, count?: number) => void
  /** Those that there are, in the order of `reasons`. */
  list: () => LeftOut[]
}

export function createLeftOutCounter(): LeftOutCounter {
  const found = new Map<Reason, LeftOut>()
  return {
    add(reason, example, count = 1) {
      const one = found.get(reason) ?? { reason, count: 0, examples: [] }
      found.set(reason, one)
      one.count += count
      if (one.examples.length < MAX_EXAMPLES && !one.examples.includes(example)) {
        one.examples.push(example)
      }
    },
    list: () => reasons.flatMap((reason) => found.get(reason) ?? []),
  }
}
