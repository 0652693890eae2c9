import { cleanText } from './clean-text.js'
import type { Column } from './column.js'
import { fitWidths } from './fit-widths.js'
import { createStyle, type Style } from './style.js'
import { textWidth } from './text-width.js'
import { wrapWords } from './wrap-words.js'

/** A cell is plain text, or text with the paint that goes on after cleaning and padding. */
export type Cell = string | { text: string; paint: (text: string) => string }

export type Table = {
  /** Lays rows out, with the titles above the first ones. Each line ends with a line break. */
  format: (rows: Cell[][]) => string
}

/**
 * A table that is printed piece by piece: columns are as wide as the first rows want, and only grow. Cells come
 * from outside, so they are cleaned here. No line is longer than `style.width`: long texts are cut, and where not even
 * that helps, each row is a block with a line for each cell.
 */
export function createTable(columns: Column[], style: Style = createStyle(false)): Table {
  const wanted = columns.map((column) => textWidth(column.title))
  let hasHead = false
  let isStacked = false

  const clean = (row: Cell[]) =>
    columns.map(({ maxWidth, isPath }, c) =>
      cut(cleanText(cellText(row[c] ?? '')), maxWidth, isPath),
    )

  return {
    format(rows) {
      const texts = rows.map(clean)
      for (const row of texts) {
        for (const [c, text] of row.entries()) wanted[c] = Math.max(wanted[c]!, textWidth(text))
      }
      const widths = isStacked ? null : fitWidths(columns, wanted, style.width)
      const paintOf = (r: number) => (text: string, c: number) => {
        const cell = rows[r]?.[c]
        return typeof cell === 'object' ? cell.paint(text) : text
      }
      if (widths === null) {
        isStacked = true
        return texts.map((cells, r) => stack(columns, cells, style, paintOf(r))).join('\n')
      }
      const lines = texts.map((cells, r) => layOut(columns, widths, cells, paintOf(r)))
      if (!hasHead) {
        const titles = columns.map((column) => column.title)
        lines.unshift(layOut(columns, widths, titles, style.bold))
        hasHead = true
      }
      return lines.map((line) => `${line}\n`).join('')
    },
  }
}

type PaintCell = (text: string, c: number) => string

function layOut(columns: Column[], widths: number[], cells: string[], paint: PaintCell): string {
  const lines = cells.map((cell, c) => linesOf(cell, widths[c]!, columns[c]!))
  const height = Math.max(...lines.map(({ length }) => length))
  return Array.from({ length: height }, (_, row) =>
    columns
      .flatMap(({ align, isOrnament }, c) => {
        const width = widths[c]!
        if (width === 0 && isOrnament) return []
        const text = lines[c]?.[row] ?? ''
        const gap = ' '.repeat(width - textWidth(text))
        if (align === 'right') return [gap + paint(text, c)]
        return [paint(text, c) + (c === columns.length - 1 ? '' : gap)]
      })
      .join('  ')
      .trimEnd(),
  ).join('\n')
}

function linesOf(text: string, width: number, { isPath, isText }: Column): string[] {
  return isText ? wrapWords(text, width) : [cut(text, width, isPath)]
}

/** A row as a block: a line for each cell that says something, its column's title in front. */
function stack(columns: Column[], cells: string[], style: Style, paint: PaintCell): string {
  const titleWidth = Math.max(...columns.map(({ title }) => textWidth(title)))
  return columns
    .flatMap((column, c) => {
      const text = cells[c]!
      if (column.isOrnament || text === '') return []
      const { title } = column
      const width = style.width - titleWidth - 2
      const lines = column.isPath ? [cut(text, width, true)] : wrapWords(text, width)
      return lines.map((line, row) => {
        const gap = ' '.repeat(titleWidth - (row === 0 ? textWidth(title) : 0))
        return `${row === 0 ? style.bold(title) : ''}${gap}  ${paint(line, c)}\n`
      })
    })
    .join('')
}

/** A whole table at once. */
export function formatTable(columns: Column[], rows: Cell[][], style?: Style): string {
  return createTable(columns, style).format(rows)
}

/** As fit, and of a path out of its middle, so that its end stays. */
function cut(text: string, maxWidth: number | undefined, isPath = false): string {
  if (!isPath || maxWidth === undefined || textWidth(text) <= maxWidth) return fit(text, maxWidth)
  const head = Math.floor((maxWidth - 1) / 3)
  const letters = [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment)
  let tail = ''
  while (letters.length > 0) {
    const longer = letters.pop() + tail
    if (textWidth(longer) > maxWidth - head) break
    tail = longer
  }
  return fit(text, head) + tail
}

/** Cuts text to so many terminal columns. */
export function fit(text: string, maxWidth = Infinity): string {
  if (textWidth(text) <= maxWidth) return text
  let kept = ''
  let width = 1 // the ellipsis
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    width += textWidth(segment)
    if (width > maxWidth) break
    kept += segment
  }
  return `${kept}…`
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}
