/** A stretch of an object in which a label was heard. */
export type Moment = {
  objectId: number
  bucket: string
  key: string
  label: string
  startS: number
  endS: number
  /** Of the window that speaks most for the label; null of a detection, which has a z-score in its place. */
  probability: number | null
  zScore: number | null
}

/** What moments are picked by: how sure the label is. */
export const sureness = ({ probability, zScore }: Moment) => probability ?? zScore ?? 0
