// Cc (C0, DEL, C1), Cf without the joiners that emoji and some scripts need (bidi overrides, invisible
// marks), the line and paragraph separators, and halves of surrogate pairs.
const unsafe =
  /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu

const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Makes text from outside (keys, labels, messages) fit to be shown: whatever could move the cursor, change
 * colours, reverse the reading direction or hide is written as an escape such as `\u001b`.
 */
export function cleanText(text: string): string {
  return text.replace(unsafe, (character) => shortEscapes[character] ?? escapeCharacter(character))
}

/** JSON in which these characters are escaped too: it stays the same value, and is safe to show. */
export function cleanJson(value: unknown, indent?: number): string {
  // JSON.stringify escapes only what JSON itself forbids; raw line breaks in its result are its own layout.
  return JSON.stringify(value, null, indent).replace(unsafe, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  )
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
