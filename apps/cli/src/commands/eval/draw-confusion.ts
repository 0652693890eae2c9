import { escapeXml } from './escape-xml.js'

const CELL = 22
const FONT = 11
const CHARACTER = 6.4
const MARGIN = 16

/** A confusion matrix as SVG: true labels down, named labels across, the diagonal is right. */
export function drawConfusion(
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
  title: string,
  axes = 'true label down, named label across',
): string {
  const longest = Math.max(...labels.map((label) => [...label].length), 4)
  const side = Math.ceil(longest * CHARACTER) + MARGIN
  const top = side + 3 * MARGIN
  const size = labels.length * CELL
  const [width, height] = [Math.max(side + size + 2 * MARGIN, 320), top + size + 2 * MARGIN]
  const rows = confusion.map((row, y) => drawRow(row, y, side, top))
  const names = labels.map((label, at) => {
    const middle = at * CELL + CELL / 2
    const [x, y] = [side + middle + FONT / 3, top + middle + FONT / 3]
    return `<text x="${side - 6}" y="${y}" text-anchor="end">${escapeXml(label)}</text>
<text transform="translate(${x} ${top - 6}) rotate(-90)">${escapeXml(label)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${FONT}">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="${MARGIN + 4}" font-size="13" font-weight="bold">${escapeXml(title)}</text>
<text x="${MARGIN}" y="${2 * MARGIN + 6}" fill="#666">${axes}</text>
${names.join('\n')}
${rows.join('\n')}
<rect x="${side}" y="${top}" width="${size}" height="${size}" fill="none" stroke="#999"/>
</svg>
`
}

function drawRow(row: readonly number[], y: number, left: number, top: number): string {
  const total = row.reduce((a, b) => a + b, 0)
  return row
    .map((count, x) => {
      if (count === 0) return ''
      const share = count / total
      const [cx, cy] = [left + x * CELL, top + y * CELL]
      const ink = share > 0.5 ? '#fff' : '#000'
      // Right in blue, wrong in orange: told apart also by those who see few colours.
      const fill = x === y ? '#1f5fa8' : '#d9730d'
      return `<rect x="${cx}" y="${cy}" width="${CELL}" height="${CELL}" fill="${fill}" fill-opacity="${(0.15 + 0.85 * share).toFixed(2)}"/><text x="${cx + CELL / 2}" y="${cy + CELL / 2 + FONT / 3}" text-anchor="middle" fill="${ink}">${count}</text>`
    })
    .join('')
}
