import type { Column } from './column.js'

const GAP = 2
/** Text that is cut to less says nothing any more. */
const MIN_WIDTH = 12
/** Sentences go onto as many lines as they need, but not with a word on each. */
const MIN_TEXT_WIDTH = 24

const isCut = ({ maxWidth, isPath, isText }: Column) => maxWidth !== undefined || isPath || isText

/**
 * How wide each column may be so that a row has at most `width` terminal columns. Numbers and codes are never cut, long
 * texts are, the longest first; what is ornament goes before that.
 *
 * @returns 0 for a column that is left out; null where there is too little room for a table
 */
export function fitWidths(
  columns: readonly Column[],
  wanted: readonly number[],
  width: number,
): number[] | null {
  const widths = [...wanted]
  const total = () => {
    const shown = widths.filter((one, c) => one > 0 || !columns[c]?.isOrnament)
    return shown.reduce((sum, one) => sum + one, 0) + GAP * (shown.length - 1)
  }
  for (const [c, { isOrnament }] of columns.entries()) {
    if (isOrnament && total() > width) widths[c] = 0
  }
  const texts = [...columns.keys()].filter((c) => isCut(columns[c]!) && !columns[c]?.isOrnament)
  while (total() > width) {
    const longest = texts.reduce((a, b) => (widths[b]! > (widths[a] ?? 0) ? b : a), -1)
    const least = columns[longest]?.isText ? MIN_TEXT_WIDTH : MIN_WIDTH
    if (longest === -1 || widths[longest]! <= least) return null
    widths[longest]! -= 1
  }
  return widths
}
