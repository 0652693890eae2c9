import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultOptions } from './read-options.js'
import type { WorkerProcesses } from './worker-processes.js'

/** What can be done to the servers; what a set-up does not have is null. */
export type Victims = {
  workers: WorkerProcesses
  restartDatabase: () => Promise<void>
  flushAndRestartQueue: (() => Promise<void>) | null
  takeStorageDown: (forMs: number) => Promise<void>
  /** From 0 to 1. */
  progress: () => Promise<number | null>
  log: (line: string) => void
}

const STORAGE_DOWN_MS = 20_000

/** Causes every fault once (a worker's death five times), spread over the first nine tenths of the batch. */
export async function causeFaults(victims: Victims, options: FaultOptions): Promise<void> {
  const { workers, log } = victims
  const random = randomNumbers(options.seed)
  const killWorker = async () => log(`kill -9 of worker ${workers.killWorker(random())}`)
  const faults: (() => Promise<void>)[] = [
    killWorker,
    async () =>
      log(`kill -9 of inference process ${await killSoon(workers, /inference|child\.js/)}`),
    killWorker,
    async () => log(`kill -9 of ffmpeg ${await killSoon(workers, /ffmpeg/)}`),
    async () => {
      if (!victims.flushAndRestartQueue) return
      log('the queue is emptied and restarted')
      await victims.flushAndRestartQueue()
    },
    killWorker,
    async () => {
      log('the database is killed and restarted')
      await victims.restartDatabase()
    },
    killWorker,
    async () => {
      log(`the S3 server is down for ${STORAGE_DOWN_MS / 1000} s`)
      await victims.takeStorageDown(STORAGE_DOWN_MS)
    },
    killWorker,
  ]
  for (const [index, fault] of faults.entries()) {
    await untilProgress(victims, (0.9 * (index + random() / 2)) / faults.length)
    await fault()
  }
}

async function killSoon(workers: WorkerProcesses, pattern: RegExp): Promise<number> {
  for (;;) {
    const pid = await workers.killBelow(pattern)
    if (pid !== null) return pid
    await sleep(5)
  }
}

async function untilProgress({ progress }: Victims, wanted: number): Promise<void> {
  while (((await progress()) ?? 0) < wanted) await sleep(100)
}

/** mulberry32: the same seed gives the same faults in the same order. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
