import { distance } from 'fastest-levenshtein'

const SHOWN = 3
/** Longer names are compared by their beginnings: the distance of two texts costs the product of their lengths. */
const COMPARED_CHARACTERS = 100

/**
 * Which names somebody may have meant, the nearest first: those that contain what was written or are contained in it,
 * otherwise by how many letters are different.
 */
export function findNearestNames(written: string, names: Iterable<string>): string[] {
  const wanted = simplify(written)
  return [...new Set(names)]
    .map((name) => ({ name, far: distanceTo(wanted, simplify(name)) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, SHOWN)
    .map(({ name }) => name)
}

/** A sentence for the end of "There is no such label." @returns '' where there are no names at all */
export function describeNearest(written: string, names: Iterable<string>): string {
  const quoted = findNearestNames(written, names).map((name) => JSON.stringify(name))
  const last = quoted.pop()
  if (last === undefined) return ''
  return quoted.length === 0
    ? `The nearest is ${last}.`
    : `The nearest are ${quoted.join(', ')} and ${last}.`
}

function simplify(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim().slice(0, COMPARED_CHARACTERS)
}

function distanceTo(wanted: string, name: string): number {
  if (wanted === name) return 0
  const isPart = wanted !== '' && name !== '' && (name.includes(wanted) || wanted.includes(name))
  return isPart ? 1 : 1 + distance(wanted, name)
}
