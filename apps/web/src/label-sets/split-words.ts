/** Labels as people write them down: a line or a comma between them, none twice. */
export function splitWords(words: string): string[] {
  const all = words.split(/[\n,]/).map((word) => word.trim())
  return [...new Set(all.filter((word) => word !== ''))]
}
