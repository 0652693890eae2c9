/** One session of the bare model on one thread, run again and again; answers each request with what it did. */
import { openSession } from './open-bare-session.js'

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
