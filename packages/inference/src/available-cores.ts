import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

export interface AvailableCoresOptions {
  /** Where /proc and /sys are looked for. Default: the root folder. */
  root?: string
  /** Cores that the operating system would give. Default: what it says. */
  parallelism?: number
}

/**
 * How many cores this process may use: at least 1. Node counts the machine's cores and the affinity mask, but not the
 * CPU quota of a container, which is a share of time: four inference processes on a quota of one core would only
 * throttle each other.
 *
 * Sources: cgroup v2 `cpu.max`; v1 `cpu.cfs_quota_us` and `cpu.cfs_period_us`; for the process' own group and the ones
 * above it.
 */
export function availableCores(options: AvailableCoresOptions = {}): number {
  const { root = '/', parallelism = availableParallelism() } = options
  const quotas = [...ownGroups(root)].map((folder) => readQuota(folder))
  return Math.max(1, Math.floor(Math.min(parallelism, ...quotas)))
}

/** The folders of the process' groups, from its own one up to the root of the hierarchy. */
function* ownGroups(root: string): Generator<string> {
  for (const line of (readText(join(root, 'proc/self/cgroup')) ?? '').split('\n')) {
    const [, controllers, ...rest] = line.split(':')
    if (controllers === undefined) continue
    const isV2 = controllers === ''
    if (!isV2 && !controllers.split(',').includes('cpu')) continue
    const mounts = isV2 ? ['', 'unified'] : [controllers, 'cpu']
    const parts = rest.join(':').split('/').filter(Boolean)
    for (let depth = parts.length; depth >= 0; depth -= 1) {
      const group = parts.slice(0, depth).join('/')
      for (const mount of mounts) yield join(root, 'sys/fs/cgroup', mount, group)
    }
  }
}

function readQuota(folder: string): number {
  const [v2Quota, v2Period] = (readText(join(folder, 'cpu.max')) ?? '').trim().split(/\s+/)
  const v2 = Number(v2Quota) / Number(v2Period) // "max" is not a number
  if (v2 > 0) return v2
  const v1Quota = Number(readText(join(folder, 'cpu.cfs_quota_us')) ?? -1) // -1 is no limit
  const v1 = v1Quota / Number(readText(join(folder, 'cpu.cfs_period_us')) ?? Number.NaN)
  return v1 > 0 ? v1 : Number.POSITIVE_INFINITY
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // another system, or the other version of cgroups
  }
}
