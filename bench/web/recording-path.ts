export const LABELS = Array.from({ length: 50 }, (_, at) => `sound number ${at + 1}`)

/** A recording under fifty labels. */
export function recordingPath(object: number): string {
  return `/objects/${object}?${new URLSearchParams({ words: LABELS.join(', ') })}`
}
