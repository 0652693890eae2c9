/**
 * Where a statement is wrong, in UTF-16 units, as the browser counts them: the word that begins there.
 *
 * @param position the character that Postgres names, from 1
 */
export function placeOfError(statement: string, position: number): { from: number; to: number } {
  const characters = [...statement]
  const before = characters.slice(0, position - 1).join('')
  const rest = characters.slice(position - 1).join('')
  const word = /^(?:"[^"]*"|'[^']*'|[\p{L}\p{N}_]+|\S)/u.exec(rest)?.[0] ?? ''
  return { from: before.length, to: before.length + word.length }
}

/** `line 3, character 12`, both from 1. */
export function sayPlace(statement: string, position: number): string {
  const lines = [...statement]
    .slice(0, position - 1)
    .join('')
    .split('\n')
  const character = [...lines.at(-1)!].length + 1
  return lines.length === 1 && !statement.includes('\n')
    ? `character ${character}`
    : `line ${lines.length}, character ${character}`
}
