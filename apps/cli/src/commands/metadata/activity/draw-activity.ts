import { type ActivityGrid, isTimeNamed, shortenDay } from '@earmark/client'
import { escapeXml } from '../../eval/escape-xml.js'

export type ActivityPicture = {
  grid: ActivityGrid
  by: 'hour' | 'date'
  title: string
  /** Lines below the title. */
  notes: readonly string[]
}

/** The page's colours in the light: a picture goes into reports. */
const INK = '#211d18'
const DIM = '#655d52'
const LINE = '#e2dcd1'
const FULL = '#a8500a'

const MARGIN = 28
const ROW = 28
const GAP = 2
const BARS = 72
const FONT = 12
/** Of a character at most, so that no name runs into the cells. */
const CHARACTER = 7.4
const MAX_NAME = 32
const TOTAL = 148
const NAMED_EVERY = 56
const SCALE = 160

/**
 * A label's activity as SVG: a row for each site, a column for each hour or day, the fuller the colour the more of what was
 * recorded then holds the label; above them all sites together as bars, beside them the whole of each site.
 */
export function drawActivity({ grid, by, title, notes }: ActivityPicture): string {
  const { times, rows, highest } = grid
  const names = rows.map(({ site }) => shorten(site ?? 'no site', MAX_NAME))
  const left = MARGIN + 16 + Math.ceil(Math.max(...names.map(lengthOf), 9) * CHARACTER)
  const column = by === 'hour' ? 32 : Math.max(2, Math.min(ROW, Math.floor(1400 / times.length)))
  const inner = times.length * column
  const head = MARGIN + 24 + notes.length * 18
  const top = head + 40 + BARS + 24
  const bottom = top + rows.length * ROW
  const width = Math.ceil(
    Math.max(
      left + inner + TOTAL + MARGIN,
      left + 3 * SCALE + MARGIN,
      ...notes.map((note) => lengthOf(note) * CHARACTER + 2 * MARGIN),
      lengthOf(title) * 1.5 * CHARACTER + 2 * MARGIN,
    ),
  )
  const height = bottom + 88
  const place = { left, column, gap: column > 4 ? GAP : 0 }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter" font-size="${FONT}" fill="${INK}">
<defs><pattern id="none" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1" height="5" fill="${LINE}"/></pattern></defs>
<rect width="100%" height="100%" fill="#faf8f4"/>
<text x="${MARGIN}" y="${MARGIN + 12}" font-size="18" font-weight="600">${escapeXml(title)}</text>
${notes.map((note, at) => `<text x="${MARGIN}" y="${MARGIN + 36 + at * 18}" fill="${DIM}">${escapeXml(note)}</text>`).join('\n')}
${drawBars(grid, { ...place, y: head + 40 })}
${drawTimes(times, by, { ...place, y: top - 8 })}
${rows.map(({ cells }, at) => drawRow(names[at]!, cells, highest, { ...place, y: top + at * ROW })).join('\n')}
${drawLegend(highest, left, bottom + 36)}
</svg>
`
}

type Place = { left: number; column: number; gap: number; y: number }
type Cells = ActivityGrid['rows'][number]['cells']

/** All sites together: what is heard at each time, of what was recorded then anywhere. */
function drawBars({ times, rows }: ActivityGrid, { left, column, gap, y }: Place): string {
  const shares = times.map((_, at) => shareOf(rows.map(({ cells }) => cells[at])))
  const highest = Math.max(...shares, 0)
  const right = left + times.length * column
  const bars = shares.map((share, at) => {
    if (share === 0) return ''
    const height = Math.max((share / highest) * BARS, 1)
    return `<rect x="${left + at * column}" y="${(y + BARS - height).toFixed(1)}" width="${column - gap}" height="${height.toFixed(1)}" rx="${gap}" fill="${FULL}"/>`
  })
  const most = `<text x="${left - 12}" y="${y + 5}" text-anchor="end" fill="${DIM}">${formatShare(highest)}</text>
<line x1="${left}" x2="${right}" y1="${y}" y2="${y}" stroke="${LINE}"/>`
  return `<text x="${left - 12}" y="${y + BARS}" text-anchor="end" font-weight="600">all sites</text>
${highest > 0 ? most : ''}${bars.join('')}
<line x1="${left}" x2="${right}" y1="${y + BARS}" y2="${y + BARS}" stroke="${DIM}"/>
<text x="${right + 12}" y="${y + BARS}" fill="${DIM}">${describe(rows.flatMap(({ cells }) => cells))}</text>`
}

/** Names of times, as many as have room. */
function drawTimes(
  times: readonly string[],
  by: 'hour' | 'date',
  { left, column, y }: Place,
): string {
  const isDense = by === 'date' && 7 * column < NAMED_EVERY
  let free = left
  const named = times.map((time, at) => {
    const x = left + at * column
    const isOne = isDense ? at === 0 || time.endsWith('-01') : isTimeNamed(time, at, by)
    if (!isOne || x < free) return ''
    const name = by === 'date' ? shortenDay(time, at) : time
    free = x + Math.max(name.length * CHARACTER + 12, NAMED_EVERY)
    return `<text x="${x}" y="${y}" fill="${DIM}">${name}</text>`
  })
  return named.join('')
}

function drawRow(
  name: string,
  cells: Cells,
  highest: number,
  { left, column, gap, y }: Place,
): string {
  const middle = y + ROW / 2 + FONT / 3 - GAP / 2
  const boxes = cells.map((cell, at) => {
    const box = `x="${left + at * column}" y="${y}" width="${column - gap}" height="${ROW - GAP}" rx="${gap}"`
    if (!cell) return `<rect ${box} fill="url(#none)"/>`
    const share = highest > 0 ? cell.share / highest : 0
    // Nothing heard is paper with an edge: there was something to hear.
    return `<rect ${box} fill="#fff" stroke="${LINE}" stroke-width="${gap / 2}"/><rect ${box} fill="${FULL}" fill-opacity="${share.toFixed(3)}"/>`
  })
  return `<text x="${left - 12}" y="${middle}" text-anchor="end">${escapeXml(name)}</text>
${boxes.join('')}
<text x="${left + cells.length * column + 12}" y="${middle}" fill="${DIM}">${describe(cells)}</text>`
}

function drawLegend(highest: number, x: number, y: number): string {
  const none = (at: number) =>
    `<rect x="${at}" y="${y}" width="14" height="14" rx="2" fill="url(#none)" stroke="${LINE}"/>
<text x="${at + 24}" y="${y + 11}" fill="${DIM}">nothing recorded</text>`
  if (highest === 0) {
    return `<text x="${x}" y="${y + 11}" fill="${DIM}">not detected there</text>\n${none(x + SCALE)}`
  }
  const from = x + 36
  const to = from + SCALE
  return `<defs><linearGradient id="scale"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="${FULL}"/></linearGradient></defs>
<text x="${x}" y="${y + 11}" fill="${DIM}">0 %</text>
<rect x="${from}" y="${y}" width="${SCALE}" height="14" rx="2" fill="url(#scale)" stroke="${LINE}"/>
<text x="${to + 10}" y="${y + 11}" fill="${DIM}">${formatShare(highest)} of what was recorded then</text>
${none(x + 2 * SCALE + 110)}`
}

function describe(cells: Cells): string {
  const recordedS = cells.reduce((sum, cell) => sum + (cell?.recordedS ?? 0), 0)
  const recorded = recordedS < 3600 ? [recordedS / 60, 'min'] : [recordedS / 3600, 'h']
  const [amount, unit] = recorded as [number, string]
  return `${formatShare(shareOf(cells))} of ${amount < 10 ? amount.toFixed(1) : Math.round(amount).toLocaleString('en')} ${unit}`
}

function shareOf(cells: Cells): number {
  let [heardS, recordedS] = [0, 0]
  for (const cell of cells) {
    heardS += cell ? cell.share * cell.recordedS : 0
    recordedS += cell?.recordedS ?? 0
  }
  return recordedS > 0 ? heardS / recordedS : 0
}

function formatShare(share: number): string {
  const percent = 100 * share
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`
}

const lengthOf = (text: string) => [...text].length

function shorten(text: string, length: number): string {
  const characters = [...text]
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}
