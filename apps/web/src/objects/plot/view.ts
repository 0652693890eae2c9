/** The part of a recording that is to be seen, in seconds. */
export type View = { startS: number; endS: number }

/** Closer than this there is nothing more to see. */
const MIN_VIEW_S = 0.5

/**
 * Zooms around a second, which stays where it is on the screen.
 *
 * @param factor below 1 it comes closer
 */
export function zoomView(view: View, aroundS: number, factor: number, durationS: number): View {
  const lengthS = view.endS - view.startS
  const wanted = Math.min(durationS, Math.max(Math.min(MIN_VIEW_S, durationS), lengthS * factor))
  const part = Math.min(1, Math.max(0, (aroundS - view.startS) / lengthS))
  return shiftInto(
    { startS: aroundS - wanted * part, endS: aroundS + wanted * (1 - part) },
    durationS,
  )
}

export function panView(view: View, byS: number, durationS: number): View {
  return shiftInto({ startS: view.startS + byS, endS: view.endS + byS }, durationS)
}

/** Moves the view only as far as is needed for a second to be seen. */
export function revealIn(view: View, second: number, durationS: number): View {
  if (second >= view.startS && second <= view.endS) return view
  const lengthS = view.endS - view.startS
  return shiftInto({ startS: second - lengthS * 0.1, endS: second + lengthS * 0.9 }, durationS)
}

function shiftInto({ startS, endS }: View, durationS: number): View {
  const lengthS = endS - startS
  const start = Math.min(Math.max(0, startS), Math.max(0, durationS - lengthS))
  return { startS: start, endS: Math.min(durationS, start + lengthS) }
}

/** To where a second lies in the view, from 0 to 1. */
export function shareOf(view: View, second: number): number {
  return (second - view.startS) / (view.endS - view.startS)
}
