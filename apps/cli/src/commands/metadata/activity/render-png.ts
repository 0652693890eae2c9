import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'

/** So that a picture is sharp where it is printed or shown on a dense screen. */
const PIXELS_A_UNIT = 2

const require = createRequire(import.meta.url)
const fontFiles = [
  require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
]

/**
 * An SVG as PNG, two pixels a unit. Text is in Inter, which comes with the command, whatever is installed; the system's fonts
 * stand in for characters that it does not have.
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: PIXELS_A_UNIT },
    font: { fontFiles, loadSystemFonts: true, defaultFontFamily: 'Inter' },
  })
  return image.asPng()
}
