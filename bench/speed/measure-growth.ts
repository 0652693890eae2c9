import { round, tagClips } from './measure-model.js'
import { startSystem } from './start-system.js'

export type Growth = {
  objects: { objects: number; clipsPerS: number; rssMbMax: number; rssMbGrowth: number }[]
  processes: { processes: number; clipsPerS: number }[]
  twoWorkersClipsPerS: number
}

type Servers = Pick<Parameters<typeof startSystem>[0], 'database' | 's3'>

/** How throughput goes with the number of objects, of inference processes and of workers. */
export async function measureGrowth(
  servers: Servers,
  plan: { modelDir: string; dtype: string; processes: number; prefixes: Record<number, string> },
  log: (line: string) => void,
): Promise<Growth> {
  const growth: Growth = { objects: [], processes: [], twoWorkersClipsPerS: 0 }
  const sizes = Object.keys(plan.prefixes)
    .map(Number)
    .sort((a, b) => a - b)
  const middle = plan.prefixes[sizes[Math.floor(sizes.length / 2)] as number] as string
  const run = async (workers: number, processes: number, prefix: string) => {
    const system = await startSystem({ ...servers, ...plan, workers, processes })
    try {
      return await tagClips(system, prefix)
    } finally {
      await system.stop()
    }
  }
  for (const size of sizes) {
    const { seconds, rssMbMax, rssMbGrowth } = await run(
      1,
      plan.processes,
      plan.prefixes[size] as string,
    )
    const clipsPerS = round(size / seconds, 1)
    log(`${size} objects: ${clipsPerS} clips/s, ${Math.round(rssMbMax)} MB`)
    growth.objects.push({
      objects: size,
      clipsPerS,
      rssMbMax: Math.round(rssMbMax),
      rssMbGrowth: Math.round(rssMbGrowth),
    })
  }
  for (const processes of [1, 2]) {
    const { objects, seconds } = await run(1, processes, middle)
    growth.processes.push({ processes, clipsPerS: round(objects / seconds, 1) })
    log(`${processes} inference processes: ${round(objects / seconds, 1)} clips/s`)
  }
  const { objects, seconds } = await run(2, Math.max(1, plan.processes / 2), middle)
  growth.twoWorkersClipsPerS = round(objects / seconds, 1)
  log(`2 workers: ${growth.twoWorkersClipsPerS} clips/s`)
  return growth
}
