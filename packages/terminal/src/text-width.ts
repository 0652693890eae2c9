import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * How many columns of a terminal a text takes. Most text is ASCII, a column a character; what knows of all other scripts
 * takes longer to load than a command takes to ask the API.
 */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  const { default: stringWidth } = require('string-width') as typeof import('string-width')
  return stringWidth(text)
}
