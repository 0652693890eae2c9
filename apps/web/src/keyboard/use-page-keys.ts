import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { usePlayer } from '../player/player-provider'
import { useKeys } from './use-keys'

const places: Record<string, string> = {
  a: '/',
  b: '/batches',
  o: '/objects',
  s: '/search',
  r: '/review',
  l: '/label-sets',
  w: '/watches',
  p: '/playground',
  q: '/sql',
}

/** Two keys that belong together come within this time. */
const CHORD_MS = 1_200

/** The keys that every page knows. */
export function usePageKeys({ onHelp }: { onHelp: () => void }): void {
  const player = usePlayer()
  const navigate = useNavigate()
  const goPressedAt = useRef(0)
  const go = (to: string) => {
    goPressedAt.current = 0
    navigate({ to }).catch(() => {})
  }
  const afterGo = Object.fromEntries(
    Object.entries(places).map(([key, to]) => [
      key,
      () => {
        if (Date.now() - goPressedAt.current < CHORD_MS) go(to)
      },
    ]),
  )
  const step = (seconds: number) => () => player.seek(player.currentS() + seconds)
  useKeys({
    ...afterGo,
    g: () => {
      goPressedAt.current = Date.now()
    },
    '/': () => go('/search'),
    '?': onHelp,
    ' ': player.toggle,
    ArrowLeft: step(-1),
    ArrowRight: step(1),
    'Shift+ArrowLeft': step(-10),
    'Shift+ArrowRight': step(10),
    ',': () => player.changeRate(-1),
    '.': () => player.changeRate(1),
  })
}
