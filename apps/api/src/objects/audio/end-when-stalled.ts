import type { Readable } from 'node:stream'

const LOOK_MS = 10_000
const LOOKS = 6

/**
 * Ends a stream that nobody has taken anything of for a minute, such as that of a player that is paused: players ask again
 * from where they were.
 */
export function endWhenStalled(stream: Readable, lookMs = LOOK_MS): void {
  let sent = 0
  let seen = -1
  let stalled = 0
  stream.on('data', (bytes: Buffer) => {
    sent += bytes.length
  })
  // Counting must not begin the flow before whoever sends it is there.
  stream.pause()
  const timer = setInterval(() => {
    stalled = sent === seen ? stalled + 1 : 0
    seen = sent
    if (stalled >= LOOKS) stream.destroy(new Error('nobody took the sound'))
  }, lookMs)
  timer.unref()
  stream.once('close', () => clearInterval(timer))
}
