import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultOptions } from './read-options.js'
import type { WorkerProcesses } from './worker-processes.js'

/** What can be done to the servers; what a set-up does not have is null. */
export type Victims = {
  workers: WorkerProcesses
  restartDatabase: () => Promise<void>
  flushAndRestartQueue: (() => Promise<void>) | null
  takeStorageDown: (forMs: number) => Promise<void>
  /** Ends the database's connections as an administrator would. @returns how many */
  terminateBackends: (() => Promise<number>) | null
  /** @returns how */
  takeTemporaryDiskAway: (forMs: number) => Promise<string>
  /** @returns how many items have another turn */
  retryBatch: () => Promise<number | null>
  /** From 0 to 1. */
  progress: () => Promise<number | null>
  log: (line: string) => void
}

const STORAGE_DOWN_MS = 20_000
const DISK_FULL_MS = 10_000
const TERMINATIONS = 10
const TERMINATION_PAUSE_MS = 200

/** Causes every fault (a worker's death five times), spread over the first nine tenths of the batch. */
export async function causeFaults(victims: Victims, options: FaultOptions): Promise<void> {
  const { workers, log } = victims
  const random = randomNumbers(options.seed)
  const killWorker = async () => log(`kill -9 of worker ${workers.killWorker(random())}`)
  const faults: (() => Promise<void>)[] = [
    killWorker,
    async () =>
      log(`kill -9 of inference process ${await killSoon(victims, /inference|child\.js/)}`),
    killWorker,
    async () => log(`kill -9 of ffmpeg ${await killSoon(victims, /ffmpeg/)}`),
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
    async () => {
      if (!victims.terminateBackends) return
      let ended = 0
      for (let times = 0; times < TERMINATIONS; times += 1) {
        ended += await victims.terminateBackends()
        await sleep(TERMINATION_PAUSE_MS)
      }
      log(`${ended} connections of the database are terminated`)
    },
    async () => {
      const how = await victims.takeTemporaryDiskAway(DISK_FULL_MS)
      log(`the folder for temporary files was ${how} for ${DISK_FULL_MS / 1000} s`)
    },
    async () => log(`retry of the running batch: ${await victims.retryBatch()} items`),
    killWorker,
    async () => {
      const { stopMs } = options
      log(`worker ${workers.stopWorker(random(), stopMs)} is stopped for ${stopMs / 1000} s`)
      await sleep(stopMs)
    },
  ]
  for (const [index, fault] of faults.entries()) {
    await untilProgress(victims, (0.9 * (index + random() / 2)) / faults.length)
    await fault()
  }
}

/** @returns null where the batch came to its end before there was one */
async function killSoon({ workers, progress }: Victims, pattern: RegExp): Promise<number | null> {
  for (let tries = 1; ; tries += 1) {
    const pid = await workers.killBelow(pattern)
    if (pid !== null) return pid
    if (tries % 100 === 0 && (await progress()) === 1) return null
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
