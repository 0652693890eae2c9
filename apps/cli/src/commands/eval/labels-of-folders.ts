/** A number that can be nothing but a number: `001 - Dog bark`. */
const NUMBERED = /^\d+\s+[-–—]\s+(?=\S)/
/** What may be part of a name, `4-stroke engine`, unless every folder has one: `1_dog`, `02.rain`, `3 wind`. */
const PERHAPS_NUMBERED = /^\d+(?:\s*[-–—_.):]\s*|\s+)(?=\S)/

/**
 * The labels that folders stand for: their names as people write them, without the numbers that put them in order, as
 * ESC-10 has them.
 *
 * @returns in the order of the names
 */
export function labelsOfFolders(names: readonly string[]): string[] {
  const number = names.every((name) => PERHAPS_NUMBERED.test(name)) ? PERHAPS_NUMBERED : NUMBERED
  return names.map((name) => toLabel(name.replace(number, '')))
}

/** As people write it: `chirping_birds` → "chirping birds". */
export const toLabel = (text: string) => text.replaceAll('_', ' ')
