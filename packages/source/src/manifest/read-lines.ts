import { StringDecoder } from 'node:string_decoder'
import { malformed } from './malformed.js'

/** Longer than any object can be described, with escapes. */
export const MAX_LINE_CHARACTERS = 64 * 1024

/** Lines without their ends, one at a time, however long the text. */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<{ line: number; text: string }> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let line = 0
  for await (const chunk of chunks) {
    const parts = (rest + decoder.write(chunk)).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield { line: ++line, text: cleanEnds(part, line) }
    if (rest.length > MAX_LINE_CHARACTERS)
      throw malformed(name, line + 1, `it is longer than ${MAX_LINE_CHARACTERS} characters.`)
  }
  rest += decoder.end()
  if (rest !== '') yield { line: ++line, text: cleanEnds(rest, line) }
}

function cleanEnds(text: string, line: number): string {
  const withoutMark = line === 1 ? text.replace(/^\ufeff/, '') : text
  return withoutMark.replace(/\r$/, '')
}
