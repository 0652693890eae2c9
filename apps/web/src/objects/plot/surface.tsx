import { type PointerEvent, useEffect, useRef, useState } from 'react'
import styles from './plot.module.css'
import { panView, shareOf, type View, zoomView } from './view'

/** Less than this is a click with an unsteady hand. */
const DRAG_PX = 5

/** Lies over all that is drawn on the time axis: a click plays there, a drag plays that stretch, the wheel zooms and pans. */
export function Surface({
  view,
  durationS,
  currentS,
  regions,
  onPlay,
  onStretch,
  onView,
}: {
  view: View
  durationS: number
  currentS: number
  /** Detections of the label that is looked at, or the loop. */
  regions: readonly View[]
  onPlay: (second: number) => void
  onStretch: (stretch: View) => void
  onView: (view: View) => void
}) {
  const surface = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<View | null>(null)
  const pressed = useRef<{ x: number; second: number } | null>(null)

  function secondAt(clientX: number): number {
    const { left, width } = surface.current!.getBoundingClientRect()
    const part = Math.min(1, Math.max(0, (clientX - left) / width))
    return view.startS + part * (view.endS - view.startS)
  }
  function press(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    pressed.current = { x: event.clientX, second: secondAt(event.clientX) }
  }
  function move(event: PointerEvent<HTMLDivElement>) {
    if (!pressed.current || Math.abs(event.clientX - pressed.current.x) < DRAG_PX) return
    const here = secondAt(event.clientX)
    const { second } = pressed.current
    setDrag({ startS: Math.min(second, here), endS: Math.max(second, here) })
  }
  function release(event: PointerEvent<HTMLDivElement>) {
    if (!pressed.current) return
    if (drag) onStretch(drag)
    else onPlay(secondAt(event.clientX))
    pressed.current = null
    setDrag(null)
  }
  const latest = useRef({ view, durationS, onView, secondAt })
  latest.current = { view, durationS, onView, secondAt }
  useEffect(() => {
    const element = surface.current!
    function turn(event: WheelEvent) {
      const { view: seen, durationS: whole, onView: show, secondAt: at } = latest.current
      const isZoom = event.ctrlKey || event.metaKey
      if (!isZoom && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return
      event.preventDefault()
      const perPixel = (seen.endS - seen.startS) / element.clientWidth
      if (isZoom) show(zoomView(seen, at(event.clientX), 1.002 ** event.deltaY, whole))
      else show(panView(seen, event.deltaX * perPixel, whole))
    }
    // Not passive: React's own wheel listener could not keep the page from zooming.
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [])
  const headAt = shareOf(view, currentS)
  return (
    <div
      className={styles.surface}
      data-testid="surface"
      onPointerCancel={() => {
        pressed.current = null
        setDrag(null)
      }}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      ref={surface}
    >
      {regions.map((region) => (
        <Band className={styles.region} key={region.startS} stretch={region} view={view} />
      ))}
      {drag && <Band className={styles.selection} stretch={drag} view={view} />}
      {headAt >= 0 && headAt <= 1 && (
        <div className={styles.head} style={{ left: `${100 * headAt}%` }} />
      )}
    </div>
  )
}

function Band({
  stretch,
  view,
  className,
}: {
  stretch: View
  view: View
  className: string | undefined
}) {
  const left = Math.max(0, shareOf(view, stretch.startS))
  const right = Math.min(1, shareOf(view, stretch.endS))
  if (right <= 0 || left >= 1) return null
  return (
    <div
      className={className}
      style={{ left: `${100 * left}%`, width: `${100 * (right - left)}%` }}
    />
  )
}
