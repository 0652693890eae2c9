/** Clocks differ a little, and a listener goes on for months. */
const DRIFT = 0.02

export interface Pace {
  /**
   * @returns by how many seconds the sound so far, these included, is ahead of the clock: none where it is live, and some where a
   * server of radio begins with what it kept, so that players start at once
   */
  add: (soundS: number) => number
}

/** Tells sound that comes as it is made from sound that comes as fast as it can. */
export function createPace(now: () => number = () => performance.now()): Pace {
  const beginMs = now()
  let soundS = 0
  return {
    add(addedS) {
      soundS += addedS
      const elapsedS = (now() - beginMs) / 1000
      return Math.max(0, soundS - elapsedS * (1 + DRIFT))
    },
  }
}
