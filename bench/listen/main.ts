// npm run listen:check -- --minutes 10 [--way websocket|command]
//
// Listens to a stream of so many minutes with the demo archive's sounds, as they sound: over the WebSocket of a start of its own (or
// of what E2E_HOME names), and by `earmark listen` from a radio that sends MP3 (RTSP is not tried: ffmpeg asks for it, and does not
// serve it). Every sound must be found, each window answered within 300 ms, memory flat, and a stream that stalls, ends, changes its
// rate or sends noise followed or named. Ends with one line of JSON a way; exit code 1 where something is not as it should be.
import { parseArgs } from 'node:util'
import { openSite } from '../../test/e2e/start-site.js'
import { runBench } from '../apps/run-bench.js'
import { listenByCommand } from './by-command/listen-by-command.js'
import { troubleCommand } from './by-command/trouble-command.js'
import { listenByWebsocket } from './by-websocket/listen-by-websocket.js'
import { troubleWebsocket } from './by-websocket/trouble-websocket.js'
import { type Figures, findFaults } from './figures.js'
import { type KnownSound, makeStream } from './stream/make-stream.js'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, way: { type: 'string' } },
})
const minutes = Number(values.minutes)
if (!(minutes >= 1 && minutes <= 60)) {
  throw new Error(`--minutes is ${values.minutes}: give 1 to 60.`)
}
if (values.way !== undefined && !['websocket', 'command'].includes(values.way)) {
  throw new Error(`--way is ${values.way}: give websocket or command.`)
}

await runBench(async (keep) => {
  const stream = await makeStream(minutes)
  const all: Figures[] = []
  if (values.way !== 'command') {
    const { site } = keep(await openSite(), ({ stop }) => stop())
    log(`over the WebSocket: ${stream.sounds.length} sounds in ${minutes} minutes`)
    const measured = await listenByWebsocket(site, stream)
    all.push(await sum('websocket', measured, () => troubleWebsocket(site)))
  }
  if (values.way !== 'websocket') {
    log(`by the command: ${stream.sounds.length} sounds in ${minutes} minutes`)
    const measured = await listenByCommand(stream)
    all.push(await sum('command', measured, troubleCommand))
  }
  const faults = all.flatMap(findFaults)
  for (const fault of faults) console.error(fault)
  for (const figures of all) console.log(JSON.stringify(figures))
  if (faults.length > 0) process.exitCode = 1

  async function sum(
    way: Figures['way'],
    {
      missed,
      ...measured
    }: Awaited<ReturnType<typeof listenByWebsocket>> & { line_ms_p50?: number },
    makeTrouble: () => Promise<Record<string, boolean>>,
  ): Promise<Figures> {
    for (const sound of missed) log(`${way}: not found: ${describe(sound)}`)
    log(`${way}: a stream that stalls, ends, changes its rate, sends noise`)
    const answers = await makeTrouble()
    for (const [trouble, isAnswered] of Object.entries(answers)) {
      log(
        `${way}: a stream that ${trouble} was ${isAnswered ? 'followed or named' : 'PASSED OVER'}`,
      )
    }
    const { latency_ms_p50, latency_ms_p95, rss_growth_mb, ...more } = measured
    return {
      way,
      minutes,
      sounds: stream.sounds.length,
      found: stream.sounds.length - missed.length,
      ...{ latency_ms_p50, latency_ms_p95, rss_growth_mb },
      ...more,
      troubles: Object.keys(answers).length,
      answered: Object.values(answers).filter(Boolean).length,
    }
  }
})

function describe({ label, startS, endS }: KnownSound): string {
  return `${label}, from ${startS} to ${endS.toFixed(1)} s`
}

function log(message: string): void {
  console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${message}`)
}
