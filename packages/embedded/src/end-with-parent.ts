import { Worker } from 'node:worker_threads'

/**
 * Ends this process when its parent is gone, even in the midst of a computation that leaves the main thread no time
 * to hear of it: a statement of PGlite cannot be interrupted. A thread of its own looks every second; the main
 * thread has 10 s to close in good order.
 */
export function endWithParent(): void {
  const watch = new Worker(new URL('parent-watch.js', import.meta.url), {
    workerData: { parent: process.ppid },
    // Its parent's flags may not be allowed in a thread, and none is needed.
    execArgv: [],
  })
  // The watch keeps nothing alive; without it the channel's end still tells an idle process.
  watch.on('error', (error) => process.stderr.write(`${error.message}\n`))
  watch.unref()
}
