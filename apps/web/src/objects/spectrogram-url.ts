/** The address of a picture of a stretch of an object. Sizes in pixels of the page. */
export function spectrogramUrl(
  id: string | number,
  asked: { startS: number; endS: number; width: number; height: number },
): string {
  const query = new URLSearchParams({
    startS: asked.startS.toFixed(3),
    endS: asked.endS.toFixed(3),
    width: String(Math.max(8, Math.round(asked.width))),
    height: String(asked.height),
  })
  return `/v1/objects/${id}/spectrogram?${query}`
}
