import type { CurvePoint } from '@earmark/core'
import { escapeXml } from '../escape-xml.js'

export type Curve = {
  label: string
  averagePrecision: number
  /** Share of the windows that have the label: what chance has as precision. */
  prevalence: number
  /** Of the threshold with the best F1. */
  best: { precision: number; recall: number } | null
  points: readonly CurvePoint[]
}

const SIDE = 132
const GAP = 44
const MARGIN = 24
const COLUMNS = 5
/** More cannot be told apart in a picture; the CSV has all. */
const MAX_CURVES = 60
const MAX_POINTS = 400

/** Precision over recall as SVG, a square for each label: dashed what chance has, a dot at the best F1. */
export function drawCurves(curves: readonly Curve[], title: string): string {
  const shown = curves.slice(0, MAX_CURVES)
  const columns = Math.max(Math.min(COLUMNS, shown.length), 3)
  const rows = Math.ceil(shown.length / columns)
  const width = 2 * MARGIN + columns * (SIDE + GAP)
  const height = 3 * MARGIN + rows * (SIDE + GAP + MARGIN)
  const panels = shown.map((curve, at) => {
    const x = MARGIN + 16 + (at % columns) * (SIDE + GAP)
    const y = 4 * MARGIN + Math.floor(at / columns) * (SIDE + GAP + MARGIN)
    return drawPanel(curve, x, y)
  })
  const more = curves.length - shown.length
  const rest = more > 0 ? ` The CSV has ${more} more.` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="${MARGIN}" font-size="13" font-weight="bold">${escapeXml(title)}</text>
<text x="${MARGIN}" y="${MARGIN + 18}" fill="#666">Precision up, recall across; dashed: by chance; dot: the best F1.${rest}</text>
${panels.join('\n')}
</svg>
`
}

function drawPanel(
  { label, averagePrecision, prevalence, best, points }: Curve,
  x: number,
  y: number,
) {
  const across = (recall: number) => (x + recall * SIDE).toFixed(1)
  const up = (precision: number) => (y + (1 - precision) * SIDE).toFixed(1)
  const step = Math.max(1, Math.ceil(points.length / MAX_POINTS))
  const thinned = points.filter((_, at) => at % step === 0 || at === points.length - 1)
  const line = thinned.map(({ recall, precision }) => `${across(recall)},${up(precision)}`)
  const start = points[0] ? [`${across(0)},${up(points[0].precision)}`] : []
  const short = [...label].length > 24 ? `${[...label].slice(0, 23).join('')}…` : label
  const dot =
    best === null
      ? ''
      : `<circle cx="${across(best.recall)}" cy="${up(best.precision)}" r="3.5" fill="#d9730d"/>`
  return `<g><title>${escapeXml(label)}</title>
<text x="${x}" y="${y - 18}" font-weight="bold">${escapeXml(short)}</text>
<text x="${x}" y="${y - 5}" fill="#666">AP ${averagePrecision.toFixed(3)}</text>
<rect x="${x}" y="${y}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#999"/>
<line x1="${x}" x2="${x + SIDE}" y1="${up(prevalence)}" y2="${up(prevalence)}" stroke="#999" stroke-dasharray="4 3"/>
<polyline points="${[...start, ...line].join(' ')}" fill="none" stroke="#1f5fa8" stroke-width="1.6"/>${dot}
<text x="${x - 4}" y="${y + 8}" text-anchor="end" fill="#666">1</text>
<text x="${x - 4}" y="${y + SIDE + 10}" text-anchor="end" fill="#666">0</text>
<text x="${x + SIDE}" y="${y + SIDE + 12}" text-anchor="end" fill="#666">1</text></g>`
}
