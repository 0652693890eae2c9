import stringWidth from 'string-width'
import { cleanText } from './clean-text.js'
import { createStyle, type Style } from './style.js'

export type Column = {
  title: string
  align?: 'left' | 'right'
  /** Cells longer than this many terminal columns are cut, with an ellipsis. */
  maxWidth?: number
}

/** A cell is plain text, or text with the paint that goes on after cleaning and padding. */
export type Cell = string | { text: string; paint: (text: string) => string }

/**
 * Lays rows out under their titles, two spaces apart. Cells come from outside, so they are cleaned here.
 * Ends with a line break.
 */
export function formatTable(
  columns: Column[],
  rows: Cell[][],
  style: Style = createStyle(false),
): string {
  const texts = rows.map((row) =>
    columns.map((column, c) => fit(cleanText(cellText(row[c] ?? '')), column.maxWidth ?? Infinity)),
  )
  const widths = columns.map((column, c) =>
    texts.reduce(
      (widest, row) => Math.max(widest, stringWidth(row[c] ?? '')),
      stringWidth(column.title),
    ),
  )
  const layOut = (cells: string[], paint: (text: string, c: number) => string) =>
    cells
      .map((text, c) => {
        const gap = ' '.repeat((widths[c] ?? 0) - stringWidth(text))
        if (columns[c]?.align === 'right') return gap + paint(text, c)
        return paint(text, c) + (c === columns.length - 1 ? '' : gap)
      })
      .join('  ')
      .trimEnd()
  const head = layOut(
    columns.map((column) => column.title),
    (text) => style.bold(text),
  )
  const body = texts.map((cells, r) =>
    layOut(cells, (text, c) => {
      const cell = rows[r]?.[c]
      return typeof cell === 'object' ? cell.paint(text) : text
    }),
  )
  return `${[head, ...body].join('\n')}\n`
}

/** Cuts text to so many terminal columns. */
export function fit(text: string, maxWidth: number): string {
  if (stringWidth(text) <= maxWidth) return text
  let kept = ''
  let width = 1 // the ellipsis
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    width += stringWidth(segment)
    if (width > maxWidth) break
    kept += segment
  }
  return `${kept}…`
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}
