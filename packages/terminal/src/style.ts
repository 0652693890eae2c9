import { styleText } from 'node:util'

export type Style = Record<
  'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan',
  (text: string) => string
>

/** Colours and weights for a terminal, or the text as it is where they are not wanted. */
export function createStyle(isColoured: boolean): Style {
  const paint = (format: keyof Style) => (text: string) =>
    isColoured && text !== '' ? styleText(format, text, { validateStream: false }) : text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    green: paint('green'),
    red: paint('red'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  }
}

/**
 * Whether a stream should get colours: NO_COLOR (any value, see no-color.org) forbids and FORCE_COLOR asks
 * for them; otherwise only a terminal gets them.
 */
export function wantsColours(
  stream: { isTTY?: boolean },
  environment: { NO_COLOR?: string; FORCE_COLOR?: string; TERM?: string },
): boolean {
  if (environment.NO_COLOR) return false
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0'
  return stream.isTTY === true && environment.TERM !== 'dumb'
}
