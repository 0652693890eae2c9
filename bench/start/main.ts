import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import { createClient } from '../apps/client.js'
import { nextHop } from '../apps/next-hop.js'
import { runBench } from '../apps/run-bench.js'
import { round } from '../measure.js'
import { makeArchive } from '../speed/make-archive.js'
import { FEW, MANY, measureBatches } from './measure-batches.js'
import { measureClassify } from './measure-classify.js'
import { type RunningStart, startNpm } from './start-npm.js'
import { timeCommands } from './time-command.js'

const USAGE = `Measures what a person waits for: commands, a second start, small batches, one clip.

  npm run bench:start -- [--rounds N]

  --rounds N   how often each command runs (15)

Everything embedded, in a home of its own, with models/clap-mini. Build first. Ends with one line of JSON, in ms and s as
its keys say.`

/** By how many clips are in each. */
const BUCKETS = { 1: 'start-one', [FEW]: 'start-few', [MANY]: 'start-many' }
const LABELS = ['alarm', 'siren', 'flute', 'rain']

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)
if (options.help || !Number.isSafeInteger(rounds) || rounds < 1) {
  console.log(USAGE)
  process.exit(options.help ? 0 : 2)
}

await runBench(async (keep) => {
  const folder = keep(await mkdtemp(join(tmpdir(), 'earmark-bench-start-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const home = join(folder, 'home')
  const first = await startNpm(home)
  await first.stop()
  console.error(`first start of this home: ${round(first.seconds)} s`)
  const start = keep(await startNpm(home), ({ stop }) => stop())
  console.error(`second start: ${round(start.seconds)} s`)

  const storage = keep(createObjectStorage({ ...start.s3, forcePathStyle: true }), (it) =>
    it.close(),
  )
  const clip = await uploadClips(storage, folder)
  console.error(`${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`)

  const commands = await measureCommands(start, home, clip)
  const client = createClient(start.url, start.apiKey)
  const overheads = await measureBatches(client, BUCKETS)
  console.error(`a clip in a long batch: ${round(overheads.clipMs, 1)} ms`)
  const classify = await measureClassify(client, new Blob([await readFile(clip)]), () =>
    client.createBatch(`s3://${BUCKETS[MANY]}/short/`, { hopS: nextHop() }),
  )
  console.log(
    JSON.stringify({
      ...commands,
      second_start_s: round(start.seconds),
      batch_1_overhead_ms: round(overheads.oneMs, 0),
      batch_24_overhead_ms: round(overheads.fewMs, 0),
      classify_api_ms_p50: round(classify.aloneMs, 0),
      classify_api_busy_ms_p50: round(classify.busyMs, 0),
    }),
  )
})

/** Clips of 5 s, as many in each bucket as its key says. @returns a file of one of them */
async function uploadClips(storage: ObjectStorage, folder: string): Promise<string> {
  for (const [clips, bucket] of Object.entries(BUCKETS)) {
    await makeArchive(storage, join(folder, bucket), bucket, { short: Number(clips), long: 0 })
  }
  const { body } = await storage.openObject({ bucket: BUCKETS[1], key: 'short/0000.ogg' })
  const file = join(folder, 'clip.ogg')
  await writeFile(file, body)
  return file
}

async function measureCommands({ url, apiKey }: RunningStart, home: string, clip: string) {
  const environment = { EARMARK_HOME: home, EARMARK_API_URL: url, EARMARK_API_KEY: apiKey }
  const times = await timeCommands(
    {
      node: null,
      version: ['--version'],
      api: ['batch', 'ls', '--limit', '5'],
      file: ['classify', clip, '--labels', LABELS.join(',')],
    },
    { environment, rounds },
  )
  for (const [name, { ms, cpuMs }] of Object.entries(times)) {
    console.error(`${name}: ${round(ms, 0)} ms, CPU ${round(cpuMs, 0)} ms`)
  }
  return {
    version_ms_over_node: round(times.version.ms - times.node.ms, 0),
    version_cpu_ms_over_node: round(times.version.cpuMs - times.node.cpuMs, 0),
    api_command_ms_over_node: round(times.api.ms - times.node.ms, 0),
    api_command_cpu_ms_over_node: round(times.api.cpuMs - times.node.cpuMs, 0),
    classify_file_ms: round(times.file.ms, 0),
  }
}
