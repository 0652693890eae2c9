import { fit } from './create-table.js'
import { textWidth } from './text-width.js'

/** A piece of a line about progress. The heavier, the longer it stays where there is little room. */
export type ProgressPart = {
  text: string
  weight: number
  /** What stands between it and the part before it; default: two spaces. */
  gap?: string
}

/** A line of at most so many terminal columns, without the lightest parts where it would be longer. */
export function formatProgress(line: string | readonly ProgressPart[], width = Infinity): string {
  if (typeof line === 'string') return fit(line, width)
  const join = (parts: readonly ProgressPart[]) =>
    parts.map(({ text, gap = '  ' }, place) => (place === 0 ? text : gap + text)).join('')
  let kept = [...line]
  while (kept.length > 1 && textWidth(join(kept)) > width) {
    const lightest = Math.min(...kept.map(({ weight }) => weight))
    kept = kept.filter(({ weight }) => weight !== lightest)
  }
  return fit(join(kept), width)
}
