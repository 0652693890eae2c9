// The thread of end-with-parent.ts.
import { workerData } from 'node:worker_threads'

const LOOK_INTERVAL_MS = 1_000
const CLOSING_TIME_MS = 10_000

const { parent } = workerData as { parent: number }
const timer = setInterval(() => {
  // A process whose parent has died gets another one.
  if (process.ppid === parent) return
  clearInterval(timer)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLOSING_TIME_MS)
}, LOOK_INTERVAL_MS)
