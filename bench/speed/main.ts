// npm run bench: how near the whole system comes to the bare model. See read-options.ts for its options.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultModelDir } from '@earmark/config'
import type { Dtype } from '@earmark/core'
import { startObjectStorage } from '@earmark/embedded'
import { availableCores } from '@earmark/inference'
import { createObjectStorage } from '@earmark/storage'
import { runBench } from '../apps/run-bench.js'
import { compareFigures, type Figures } from './figures.js'
import { formatReport, type Report } from './format-report.js'
import { makeArchive } from './make-archive.js'
import { measureGrowth } from './measure-growth.js'
import { measureModel, type Plan, round, tagClips } from './measure-model.js'
import { prepareModel, readClap } from './prepare-model.js'
import { readOptions } from './read-options.js'
import { type Database, startDatabase, startSystem } from './start-system.js'
import { summariseProfiles } from './summarise-profiles.js'

const REPORT_FOLDER = fileURLToPath(new URL('..', import.meta.url))
/** Windows that a measurement of one workload should have: enough to forget how it began. */
const WINDOWS = { quick: 120, full: 600 }
const WINDOWS_A_LONG_FILE = 60
const LIMIT_MS = { quick: 4_000, full: 8_000 }
const FAST_MODEL_WINDOWS = 1_000
const MAX_LONG_FILES = 10
/** Prefixes of ten thousand clips. */
const GROWING = { 100: 'short/00', 1000: 'short/0', 10000: 'short/' }

const options = readOptions(process.argv.slice(2), defaultModelDir)
const before = options.compareWith ? await readFigures(options.compareWith) : null
let folder: string
let s3: Awaited<ReturnType<typeof startObjectStorage>>
let database: Database
let storage: ReturnType<typeof createObjectStorage>

await runBench(async (keep) => {
  folder = keep(await mkdtemp(join(tmpdir(), 'earmark-bench-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  s3 = keep(await startObjectStorage({ dataDir: join(folder, 's3') }), (it) => it.stop())
  database = keep(await startDatabase(folder), (it) => it.close())
  storage = keep(createObjectStorage(s3), (it) => it.close())
  if (options.soakClips === null) await measureAll()
  else await soak(options.soakClips)
})

async function measureAll(): Promise<void> {
  const report = await measure()
  const first = Object.values(report.measured)[0]?.figures as Figures
  console.error(`\n${formatReport(report)}`)
  if (options.writesReport) {
    await writeFile(join(REPORT_FOLDER, 'report.md'), formatReport(report))
    await writeFile(join(REPORT_FOLDER, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  }
  const worse = before ? compareFigures(before, first) : []
  for (const sentence of worse) console.error(sentence)
  if (worse.length > 0) process.exitCode = 1
  console.log(JSON.stringify(first))
}

/** One long run of clips: whether memory and throughput stay as they are. */
async function soak(clips: number): Promise<void> {
  const { dir } = await prepareModel(options.modelDir, folder)
  const { dtype } = await readClap(dir, options.dtype ?? undefined)
  log(`making ${clips} clips of 5 s`)
  await makeArchive(storage, join(folder, 'archive'), 'bench', { short: clips, long: 0 })
  log(`${basename(options.modelDir)} in ${dtype}`)
  const servers = { database, s3, workers: 1, processes: availableCores() }
  const system = await startSystem({ ...servers, modelDir: dir, dtype })
  try {
    const { seconds, rssMbMax, rssMbGrowth } = await tagClips(system, 's3://bench/short/')
    const figures = {
      clips_per_s: round(clips / seconds, 2),
      rss_mb_max: Math.round(rssMbMax),
      rss_mb_growth: Math.round(rssMbGrowth),
    }
    console.log(JSON.stringify(figures))
  } finally {
    await system.stop()
  }
}

async function measure(): Promise<Report> {
  const processes = availableCores()
  const { dir, note } = await prepareModel(options.modelDir, folder)
  const isFast = basename(options.modelDir) === basename(defaultModelDir)
  const kind = options.isQuick ? 'quick' : 'full'
  const windows = options.windows ?? (isFast ? FAST_MODEL_WINDOWS : WINDOWS[kind])
  log(`making ${windows} clips of 5 s and recordings of 10 minutes`)
  await makeArchive(storage, join(folder, 'archive'), 'bench', {
    short: windows,
    long: Math.min(MAX_LONG_FILES, Math.ceil(windows / WINDOWS_A_LONG_FILE)),
  })
  const profiles = join(folder, 'profiles')
  await mkdir(profiles)
  const report: Report = {
    machine: `${cpus()[0]?.model.trim()}, ${processes} cores, Node ${process.version}`,
    database: database.name,
    model: basename(options.modelDir),
    notes: note ? [note] : [],
    measured: {},
    growth: null,
    profile: [],
  }
  for (const dtype of await dtypesOf(dir)) {
    log(`${report.model} in ${dtype}`)
    const plan: Plan = {
      modelDir: dir,
      dtype,
      processes,
      repeats: options.repeats,
      limitMs: LIMIT_MS[kind],
      ...(options.isProfiled && { execArgv: ['--cpu-prof', `--cpu-prof-dir=${profiles}`] }),
    }
    report.measured[dtype] = await measureModel({ database, s3 }, plan, log)
  }
  if (options.isProfiled) report.profile = await summariseProfiles(profiles)
  if (!options.isQuick && !options.isJson) {
    log('how clap-mini goes with objects, processes and workers')
    await makeArchive(storage, join(folder, 'growing'), 'growing', { short: 10_000, long: 0 })
    const prefixes = Object.fromEntries(
      Object.entries(GROWING).map(([objects, prefix]) => [objects, `s3://growing/${prefix}`]),
    )
    const plan = { modelDir: defaultModelDir, dtype: 'fp32', processes, prefixes }
    report.growth = await measureGrowth({ database, s3 }, plan, log)
  }
  return report
}

/** The model as it is by default, and, in a full run, its other forms. */
async function dtypesOf(dir: string): Promise<Dtype[]> {
  if (options.dtype) return [options.dtype]
  const { dtype } = await readClap(dir)
  if (options.isQuick || options.isJson || dtype === 'q8') return [dtype]
  const hasQuantized = await readClap(dir, 'q8').then(
    () => true,
    () => false,
  )
  return hasQuantized ? [dtype, 'q8'] : [dtype]
}

async function readFigures(path: string): Promise<Figures> {
  const report = JSON.parse(await readFile(path, 'utf8')) as Report
  return Object.values(report.measured)[0]?.figures as Figures
}

function log(line: string): void {
  console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`)
}
