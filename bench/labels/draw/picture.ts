/** Legible on any page, light or dark: a picture brings its own ground, and follows the system's choice. */
const STYLE = `
  .ground { fill: #faf8f4 } .line { stroke: #cfc7b9 } .ink { fill: #211d18 } .dim { fill: #655d52 }
  .accent { fill: #a8500a } .quiet { fill: #b9ae9d } .mark { stroke: #a8500a } .ring { stroke: #8a8175 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #141210 } .line { stroke: #4a443b } .ink { fill: #f3eee6 } .dim { fill: #a89f92 }
    .accent { fill: #f2a541 } .quiet { fill: #6d655a } .mark { stroke: #f2a541 } .ring { stroke: #8f867a }
  }
  text { font: 13px system-ui, sans-serif } .small { font-size: 11.5px } .head { font-weight: 600 }
`

export type Colour = 'ink' | 'dim' | 'accent' | 'quiet'

/** @param title what the picture shows, for those who do not see it */
export function picture(width: number, height: number, title: string, parts: string[]): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="8"/>`,
    ...parts,
    '</svg>',
  ].join('\n')}\n`
}

type Anchor = 'start' | 'middle' | 'end'

export function text(
  x: number,
  y: number,
  words: string,
  look: { colour?: Colour; anchor?: Anchor; size?: 'small' | 'head' } = {},
): string {
  const { colour = 'ink', anchor = 'start', size = '' } = look
  return `<text x="${round(x)}" y="${round(y)}" class="${`${colour} ${size}`.trim()}" text-anchor="${anchor}">${words}</text>`
}

export function bar(x: number, y: number, width: number, height: number, colour: Colour): string {
  return `<rect class="${colour}" x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 1))}" height="${height}" rx="2"/>`
}

export function line(
  from: [number, number],
  to: [number, number],
  look: 'line' | 'mark' = 'line',
): string {
  const [[x1, y1], [x2, y2]] = [from.map(round), to.map(round)]
  const dash = look === 'mark' ? ' stroke-width="2" stroke-dasharray="5 4"' : ''
  return `<line class="${look}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"${dash}/>`
}

/** What is there is a full disc, what is not a small ring: told apart without colour. */
export function dot(x: number, y: number, isThere: boolean): string {
  const place = `cx="${round(x)}" cy="${round(y)}"`
  return isThere
    ? `<circle class="accent" ${place} r="5"/>`
    : `<circle class="ring" ${place} r="3.5" fill="none" stroke-width="1.5"/>`
}

const round = (number: number) => Math.round(number * 10) / 10
