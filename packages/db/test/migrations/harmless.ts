/** What takes something away from programs of the release before, which work on until they are replaced. */
const TAKES_AWAY =
  /\bdrop\s+(table|column|view|function|type|constraint|default|index|trigger)|\brename\b|\bset\s+not\s+null\b|\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/gi

/** @returns in lower case, as in `drop column`, in the order in which it is done */
export function findTakenAway(statements: readonly string[]): string[] {
  return statements.flatMap((text) =>
    [...text.matchAll(TAKES_AWAY)].map(([words]) => words.toLowerCase().replaceAll(/\s+/g, ' ')),
  )
}

/** Why these do no harm to them, and what is taken away. */
export const HARMLESS: Record<string, { takesAway: string[]; why: string }> = {
  '0029_unsure_answers': {
    takesAway: ['drop constraint'],
    why: 'The constraint that takes its place allows all that it allowed, and more.',
  },
  '0034_key_scopes': {
    takesAway: ['drop constraint', 'drop default'],
    why: 'The constraint allows more. Only an API or a command of before that makes a key misses the default: make keys after the upgrade.',
  },
  '0036_no_object_tags': {
    takesAway: ['drop view', 'drop trigger', 'drop function', 'drop column', 'drop column'],
    why: 'No program filled or read the columns; view, trigger and function are made anew without them in the same transaction.',
  },
}
