export interface Drops {
  add: (dropped: { windows?: number; soundS?: number }) => void
  stop: () => void
}

const EVERY_MS = 1000

/** Adds up what was dropped, and tells of it once a second at most: what is too much already is not answered with more. */
export function countDrops(tell: (dropped: { windows: number; soundS: number }) => void): Drops {
  let sum = { windows: 0, soundS: 0 }
  let timer: NodeJS.Timeout | undefined

  function tellNow(): void {
    timer = undefined
    const { windows, soundS } = sum
    sum = { windows: 0, soundS: 0 }
    tell({ windows, soundS: Number(soundS.toFixed(3)) })
  }

  return {
    add({ windows = 0, soundS = 0 }) {
      sum = { windows: sum.windows + windows, soundS: sum.soundS + soundS }
      timer ??= setTimeout(tellNow, EVERY_MS)
    },
    stop() {
      if (timer === undefined) return
      clearTimeout(timer)
      tellNow()
    },
  }
}
