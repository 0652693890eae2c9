import { createContext, type ReactNode, use, useState, useSyncExternalStore } from 'react'
import { createPlayer, type Player, type PlayerState } from './create-player'

const PlayerContext = createContext<Player | null>(null)

export function PlayerProvider({ children }: { children: ReactNode }) {
  const [player] = useState(() => {
    // In the document, so that browsers' own media keys and tests find it.
    const audio = document.createElement('audio')
    audio.preload = 'auto'
    document.body.append(audio)
    return createPlayer(audio)
  })
  return <PlayerContext value={player}>{children}</PlayerContext>
}

export function usePlayer(): Player {
  const player = use(PlayerContext)
  if (!player) throw new Error('usePlayer needs a PlayerProvider around it.')
  return player
}

export function usePlayerState(): PlayerState {
  const player = usePlayer()
  return useSyncExternalStore(player.subscribe, player.getState)
}
