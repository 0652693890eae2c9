// Cc (C0, DEL, C1); bidi marks, embeddings and isolates; all that is invisible by definition (default-ignorable: zero-width
// spaces, fillers, tag characters, variation selectors …) but for the joiners and those selectors that emoji and some
// scripts need; the line and paragraph separators; interlinear annotation marks; and halves
// of surrogate pairs.
const unsafe =
  /(?!\u180b|\u180c|\u180d|\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]|\p{Surrogate}/gu

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

/** As JSON has it: two escapes for a character outside the basic plane. */
function escapeCharacter(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
