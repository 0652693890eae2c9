const SHOWN_CHARACTERS = 80

/** A value for an error: itself where it is short, otherwise the beginning of how it is written. */
export function shortenValue(value: unknown): unknown {
  if (typeof value === 'string') return shortenText(value)
  const text = JSON.stringify(value)
  return text === undefined || text.length <= SHOWN_CHARACTERS ? value : shortenText(text)
}

export function shortenText(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN_CHARACTERS + 2)]
  if (characters.length <= SHOWN_CHARACTERS) return text
  return `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`
}
