import { styleText } from 'node:util'

type Paint = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan'

export type Style = Record<Paint, (text: string) => string> & {
  /** How many columns a table may have; Infinity where nothing would wrap it. */
  width: number
}

/**
 * Colours and weights for a terminal, or the text as it is where they are not wanted.
 *
 * @param stream tells how wide it is, where it is a terminal
 */
export function createStyle(
  isColoured: boolean,
  stream: { isTTY?: boolean; columns?: number } = {},
): Style {
  const paint = (format: Paint) => (text: string) =>
    isColoured && text !== '' ? styleText(format, text, { validateStream: false }) : text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    green: paint('green'),
    red: paint('red'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
    width: widthOf(stream),
  }
}

/** A terminal that does not know its width says 0. */
function widthOf({ isTTY, columns }: { isTTY?: boolean; columns?: number }): number {
  return isTTY ? columns || 80 : Infinity
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
