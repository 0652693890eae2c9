import type { ColourMap } from './draw-heat-map'

/**
 * From the page's background to the far end of magma, so that silence is the page. Lightness rises (in the light: falls)
 * all the way, which is what eyes of every kind read.
 */
const stops = {
  dark: ['#1c1714', '#3b1c5a', '#8c2981', '#de4968', '#fe9f6d', '#fddda5'],
  light: ['#faf8f4', '#fbd9b8', '#fba069', '#de4968', '#8c2981', '#2c0f54'],
}

export function colourMapOf(theme: 'dark' | 'light'): ColourMap {
  const colours = stops[theme].map(parse)
  const map = new Uint8Array(256 * 3)
  for (let value = 0; value < 256; value++) {
    const position = (value / 255) * (colours.length - 1)
    const index = Math.min(Math.floor(position), colours.length - 2)
    const part = position - index
    for (let channel = 0; channel < 3; channel++) {
      const from = colours[index]![channel]!
      const to = colours[index + 1]![channel]!
      map[value * 3 + channel] = Math.round(from + (to - from) * part)
    }
  }
  return map
}

function parse(hex: string): [number, number, number] {
  const number = Number.parseInt(hex.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}
