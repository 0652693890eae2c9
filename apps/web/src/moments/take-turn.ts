/** Of the six connections that a browser gives to a host, some stay free for what people press: sound comes first. */
const AT_ONCE = 3

let running = 0
const line: (() => void)[] = []

/**
 * Calls `start` when it is one's turn to load a picture, the first come first.
 *
 * @returns what ends the turn, or leaves the line; called twice it does nothing
 */
export function takeTurn(start: () => void): () => void {
  let state: 'waiting' | 'running' | 'over' = 'waiting'
  function enter() {
    state = 'running'
    running++
    start()
  }
  if (running < AT_ONCE) enter()
  else line.push(enter)
  return () => {
    if (state === 'waiting') line.splice(line.indexOf(enter), 1)
    if (state === 'running') {
      running--
      line.shift()?.()
    }
    state = 'over'
  }
}
