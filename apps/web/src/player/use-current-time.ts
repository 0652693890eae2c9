import { useEffect, useState } from 'react'
import { usePlayer, usePlayerState } from './player-provider'

/** Seconds from the start of what is in the player, as often as the screen is drawn while it sounds. */
export function useCurrentTime(): number {
  const player = usePlayer()
  const state = usePlayerState()
  const [currentS, setCurrentS] = useState(player.currentS)
  // biome-ignore lint/correctness/useExhaustiveDependencies: any change of the player may move its head.
  useEffect(() => {
    let frame = 0
    function read() {
      setCurrentS(player.currentS())
      if (player.getState().isPlaying) frame = requestAnimationFrame(read)
    }
    read()
    return () => cancelAnimationFrame(frame)
  }, [player, state])
  return currentS
}
