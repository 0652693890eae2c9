import { type ChildProcess, spawn } from 'node:child_process'

export interface Ffplay {
  /** Plays an address, in place of what plays; where there is no ffplay, nothing happens. */
  play: (url: string) => void
  stop: () => void
}

/** Plays one sound at a time, without a window. */
export function createFfplay(): Ffplay {
  let playing: ChildProcess | undefined
  const stop = () => {
    playing?.kill()
    playing = undefined
  }
  return {
    play(url) {
      stop()
      const options = ['-nodisp', '-autoexit', '-loglevel', 'quiet']
      playing = spawn('ffplay', [...options, url], { stdio: 'ignore' })
      playing.on('error', () => {})
    },
    stop,
  }
}
