/** One session of the bare model on one thread, run again and again; answers each request with what it did. */
import { setPriority } from 'node:os'
import { openSession } from './open-bare-session.js'

/** As the worker's inference: on a machine that is busy with other things, both give way alike. */
const NICENESS = 10

// Before the model is loaded: the threads that it starts stand where this one does.
setPriority(NICENESS)
const run = await openSession(process.argv[2] as string)

process.on('message', async ({ ms }: { ms: number }) => {
  const begun = process.cpuUsage()
  const until = performance.now() + ms
  let windows = 0
  while (performance.now() < until) {
    await run()
    windows += 1
  }
  const { user, system } = process.cpuUsage(begun)
  process.send?.({ windows, cpuMs: (user + system) / 1000 })
})
process.send?.({ ready: true })
