import { residentMb, treeOf } from '../apps/processes.js'
import { median } from '../measure.js'

const EVERY_MS = 1000
/** Memory breathes: what is compared are medians of so many seconds. */
const AROUND = 10
const FROM_S = 60

export interface MemoryWatch {
  /** @returns MB by which the processes have grown, from the first minute (of less, from the middle) to now */
  stop: () => number
}

/** Watches the resident memory of a process and of all that it has started. */
export function watchMemory(pid: number): MemoryWatch {
  const seconds: number[] = []
  let isReading = false
  const timer = setInterval(async () => {
    if (isReading) return
    isReading = true
    const sizes = await Promise.all((await treeOf(pid)).map(residentMb))
    seconds.push(sizes.reduce((sum, mb) => sum + mb, 0))
    isReading = false
  }, EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      const from = Math.min(FROM_S, Math.floor(seconds.length / 2))
      const before = median(seconds.slice(Math.max(0, from - AROUND), from))
      return median(seconds.slice(-AROUND)) - before
    },
  }
}
