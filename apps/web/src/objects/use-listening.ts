import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useKeys } from '../keyboard/use-keys'
import { usePlayer, usePlayerState } from '../player/player-provider'
import { useCurrentTime } from '../player/use-current-time'
import { panView, revealIn, type View, zoomView } from './plot/view'
import { bestWindow } from './scores/best-window'
import type { ObjectScores, StoredObject } from './shapes'

const route = getRouteApi('/page/objects/$id')

/** Where in the recording one is and what of it is seen, both as the URL says it, and how to get elsewhere. */
export function useListening(object: StoredObject) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const player = usePlayer()
  const { object: loaded, isPlaying } = usePlayerState()
  const durationS = object.durationS ?? 0
  const playerS = useCurrentTime()
  const isLoaded = loaded?.id === object.id
  const currentS = isLoaded ? playerS : (search.t ?? 0)
  const { from, to } = search
  const view = useMemo<View>(
    () => ({ startS: from ?? 0, endS: Math.min(to ?? durationS, durationS) || 1 }),
    [from, to, durationS],
  )

  // A link opens at its very second; the first press of a key plays there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page opens.
  useEffect(() => {
    if (!player.getState().isPlaying || !isLoaded) player.cue({ object, startS: search.t ?? 0 })
  }, [object.id])

  function show(next: View): void {
    const isAll = next.startS <= 0 && next.endS >= durationS
    const part = isAll ? {} : { from: round(next.startS), to: round(next.endS) }
    navigate({
      search: ({ from: _from, to: _to, ...rest }) => ({ ...rest, ...part }),
      replace: true,
      resetScroll: false,
    }).catch(() => {})
  }
  function playAt(second: number): void {
    player.play({ object, startS: second })
    const shown = revealIn(view, second, durationS)
    if (shown !== view) show(shown)
  }
  // The URL follows the play head when it comes to rest: not sixty times a second.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is said above.
  useEffect(() => {
    if (!isLoaded || isPlaying) return
    const t = round(player.currentS())
    if (t === search.t || (t === 0 && search.t === undefined)) return
    navigate({ search: (rest) => ({ ...rest, t }), replace: true, resetScroll: false }).catch(
      () => {},
    )
  }, [isPlaying, isLoaded, playerS])
  // While it plays, what sounds stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the head leaves the view.
  useEffect(() => {
    if (isPlaying && isLoaded && currentS > view.endS) show(revealIn(view, currentS, durationS))
  }, [isPlaying, isLoaded, currentS > view.endS])

  useKeys({
    '+': () => show(zoomView(view, currentS, 0.5, durationS)),
    '=': () => show(zoomView(view, currentS, 0.5, durationS)),
    '-': () => show(zoomView(view, currentS, 2, durationS)),
    '0': () => show({ startS: 0, endS: durationS }),
    w: () => show(zoomView(view, currentS, 1.5, durationS)),
    '[': () => show(panView(view, -(view.endS - view.startS) / 2, durationS)),
    ']': () => show(panView(view, (view.endS - view.startS) / 2, durationS)),
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key.
    ArrowUp: () => player.changeGain(1),
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key.
    ArrowDown: () => player.changeGain(-1),
  })

  return {
    search,
    view,
    durationS,
    currentS,
    show,
    playAt,
    loop(stretch: View) {
      player.play({ object, startS: stretch.startS })
      player.setLoop(stretch)
    },
    /** Plays where a label is heard best. */
    playLabel: (scores: ObjectScores) => (name: string) =>
      playAt(scores.starts[bestWindow(scores, name)] ?? 0),
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
