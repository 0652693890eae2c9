import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from './metrics.js'

const RESOLUTION_MS = 10
const NANOSECONDS = 1e9
const MICROSECONDS = 1e6
const RANKS = { p50: 50, p99: 99, max: 100 } as const

/** What is so of every process: its memory, its time on a core, how late it is, and its disk. @returns what ends it */
export function noteProcess(metrics: Metrics): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let noted = 0
  metrics.set('process_start_time_seconds', {}, (Date.now() - performance.now()) / 1000)
  metrics.beforeScrape(() => {
    for (const [rank, percentile] of Object.entries(RANKS)) {
      // What the histogram measures begins with its own interval.
      const late = delay.percentile(percentile) / NANOSECONDS - RESOLUTION_MS / 1000
      metrics.set('earmark_event_loop_delay_seconds', { rank }, Math.max(0, late))
    }
    delay.reset()
    const { user, system } = process.cpuUsage()
    const seconds = (user + system) / MICROSECONDS
    metrics.add('process_cpu_seconds_total', {}, seconds - noted)
    noted = seconds
    metrics.set('process_resident_memory_bytes', {}, process.memoryUsage.rss())
  })
  metrics.beforeScrape(async () => {
    const { bavail, blocks, bsize } = await statfs(tmpdir())
    metrics.set('earmark_disk_free_bytes', {}, bavail * bsize)
    metrics.set('earmark_disk_size_bytes', {}, blocks * bsize)
  })
  return () => delay.disable()
}
