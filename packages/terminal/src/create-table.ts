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

export type Table = {
  /** Lays rows out, with the titles above the first ones. Each line ends with a line break. */
  format: (rows: Cell[][]) => string
}

/**
 * A table that is printed piece by piece: columns are as wide as the first rows want, and only grow. Cells come
 * from outside, so they are cleaned here.
 */
export function createTable(columns: Column[], style: Style = createStyle(false)): Table {
  const widths = columns.map((column) => stringWidth(column.title))
  let hasHead = false

  const layOut = (cells: string[], paint: (text: string, c: number) => string) =>
    cells
      .map((text, c) => {
        const gap = ' '.repeat(widths[c]! - stringWidth(text))
        if (columns[c]?.align === 'right') return gap + paint(text, c)
        return paint(text, c) + (c === columns.length - 1 ? '' : gap)
      })
      .join('  ')
      .trimEnd()

  return {
    format(rows) {
      const texts = rows.map((row) =>
        columns.map(({ maxWidth }, c) => fit(cleanText(cellText(row[c] ?? '')), maxWidth)),
      )
      for (const row of texts) {
        row.forEach((text, c) => {
          widths[c] = Math.max(widths[c]!, stringWidth(text))
        })
      }
      const lines = texts.map((cells, r) =>
        layOut(cells, (text, c) => {
          const cell = rows[r]?.[c]
          return typeof cell === 'object' ? cell.paint(text) : text
        }),
      )
      if (!hasHead) {
        const titles = columns.map((column) => column.title)
        lines.unshift(layOut(titles, style.bold))
        hasHead = true
      }
      return lines.map((line) => `${line}\n`).join('')
    },
  }
}

/** A whole table at once. */
export function formatTable(columns: Column[], rows: Cell[][], style?: Style): string {
  return createTable(columns, style).format(rows)
}

/** Cuts text to so many terminal columns. */
export function fit(text: string, maxWidth = Infinity): string {
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
