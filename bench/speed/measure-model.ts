import type { Dtype } from '@earmark/core'
import { prepareModel } from '@earmark/inference'
import { type Figures, median } from './figures.js'
import { startBareModel } from './measure-limit.js'
import { measureLogMel } from './measure-log-mel.js'
import { readClap } from './prepare-model.js'
import { type System, startSystem, type Tagging } from './start-system.js'

export type Plan = {
  modelDir: string
  dtype: Dtype
  processes: number
  repeats: number
  limitMs: number
  execArgv?: string[]
}

/** Milliseconds of CPU of one window, which a 5 s clip is too, by what computed it. */
export type Stages = {
  ffmpeg: number
  node: number
  inference: number
  bareModel: number
  api: number
}

export type Measured = {
  figures: Figures
  stages: { long: Stages; short: Stages }
  mixedShare: number
  runs: string[]
}

const labelsOf = (count: number) => Array.from({ length: count }, (_, i) => `sound number ${i}`)

type Servers = Pick<Parameters<typeof startSystem>[0], 'database' | 's3'>

/**
 * The limit and the whole system in turns, so that a machine that slows down slows both. A share is that of the limit
 * measured right before and right after.
 */
export async function measureModel(
  servers: Servers,
  plan: Plan,
  log: (line: string) => void,
): Promise<Measured> {
  const model = await readClap(plan.modelDir, plan.dtype)
  // As the system opens it, and prepared by now, so that its first batch does not wait for that.
  const preparation = await prepareModel(model)
  const file = preparation?.type === 'prepared' ? preparation.file : model.files.audio
  const bare = await startBareModel(file, plan.processes)
  const system = await startSystem({ ...servers, ...plan, workers: 1 })
  const runs: string[] = []
  const note = (line: string) => {
    runs.push(line)
    log(line)
  }
  try {
    // Prompts are encoded once ever, and the first windows find the caches empty: neither is what a batch costs.
    for (const count of [10, 50]) await system.tag('s3://bench/first/', labelsOf(count))
    const limits = [await bare.measure(plan.limitMs)]
    const measured = {
      long: [] as Shared[],
      short: [] as Shared[],
      many: [] as Shared[],
      mixed: [] as Shared[],
    }
    const take = async (name: keyof typeof measured, prefix: string, labels: number) => {
      const tagging = await system.tag(prefix, labelsOf(labels))
      const before = limits.at(-1)
      const after = await bare.measure(plan.limitMs)
      limits.push(after)
      const limit = ((before ?? after).windowsPerS + after.windowsPerS) / 2
      const rate = tagging.windows / tagging.seconds
      measured[name].push({ tagging, rate, share: rate / limit })
      note(
        `${name.padEnd(6)} ${rate.toFixed(2)} windows/s, limit ${limit.toFixed(2)}: ${percent(rate / limit)}`,
      )
    }
    for (let repeat = 0; repeat < plan.repeats; repeat += 1) {
      await take('long', 's3://bench/long/', 10)
      await take('short', 's3://bench/short/', 10)
      await take('many', 's3://bench/short/', 50)
    }
    await take('mixed', 's3://bench/', 10)
    const bareMs = median(limits.map((limit) => limit.cpuMsPerWindow))
    const shorts = [...measured.short, ...measured.many].map(({ tagging }) => tagging)
    const longs = measured.long.map(({ tagging }) => tagging)
    const stages = { long: stagesOf(longs, bareMs), short: stagesOf(shorts, bareMs) }
    const all = Object.values(measured).flatMap((taken) => taken.map(({ tagging }) => tagging))
    const figures: Figures = {
      limit_windows_per_s: round(median(limits.map((limit) => limit.windowsPerS)), 2),
      long_windows_per_s: round(median(measured.long.map(({ rate }) => rate)), 2),
      long_share: round(median(measured.long.map(({ share }) => share)), 3),
      short_clips_per_s: round(median(measured.short.map(({ rate }) => rate)), 2),
      short_share: round(median(measured.short.map(({ share }) => share)), 3),
      short_cpu_ms_beside_inference: cpuBesideModel(stages.short),
      log_mel_ms: round(await measureLogMel(), 2),
      labels_50_to_10_ratio: round(
        median(measured.many.map(({ share }) => share)) /
          median(measured.short.map(({ share }) => share)),
        3,
      ),
      rss_mb_max: Math.round(Math.max(...all.map(({ rssMbMax }) => rssMbMax))),
      rss_mb_growth: Math.round(median(shorts.map(({ rssMbGrowth }) => rssMbGrowth))),
    }
    return { figures, stages, mixedShare: round(measured.mixed[0]?.share ?? 0, 3), runs }
  } finally {
    await system.stop()
    await bare.close()
  }
}

type Shared = { tagging: Tagging; rate: number; share: number }

/** Milliseconds of CPU of one window, less those of the bare model. */
export function cpuBesideModel({ ffmpeg, node, inference, bareModel }: Stages): number {
  return round(ffmpeg + node + inference - bareModel, 1)
}

function stagesOf(taggings: readonly Tagging[], bareMs: number): Stages {
  const perWindow = (of: (cpu: Tagging['cpu']) => number) =>
    round(median(taggings.map(({ cpu, windows }) => (of(cpu) * 1000) / windows)), 1)
  return {
    ffmpeg: perWindow((cpu) => cpu.ffmpeg),
    node: perWindow((cpu) => cpu.node),
    inference: perWindow((cpu) => cpu.inference),
    bareModel: round(bareMs, 1),
    api: perWindow((cpu) => cpu.api),
  }
}

/** Tags the clips under a prefix, after a few that warm the system up. */
export async function tagClips(system: System, prefix: string): Promise<Tagging> {
  await system.tag('s3://bench/first/', labelsOf(10))
  return system.tag(prefix, labelsOf(10))
}

export function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
