import { readFile } from 'node:fs/promises'

const PAGE_BYTES = 4096

/** Resident memory of a process, and of all processes below it, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const pages = Number(
    (await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0')).split(' ')[1],
  )
  return (pages * PAGE_BYTES) / 1e6
}

export type CpuTimes = {
  /** Of the process itself, in seconds. */
  own: number
  /** Of its children that have ended. */
  ended: number
}

export const TICKS_PER_S = 100

/** What a process has computed since it began. @see proc(5), stat: utime, stime, cutime, cstime */
export async function cpuTimesOf(pid: number): Promise<CpuTimes> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name in parentheses may hold spaces; the fields behind it begin with the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = (field: number) => Number(fields[field - 3] ?? 0)
  return {
    own: (ticks(14) + ticks(15)) / TICKS_PER_S,
    ended: (ticks(16) + ticks(17)) / TICKS_PER_S,
  }
}

/** A process and all below it that its main thread has started, as Node does. */
export async function treeOf(root: number): Promise<number[]> {
  const tree = [root]
  // Not a look at all processes: whoever measures must not need the machine for itself.
  for (const pid of tree) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    tree.push(...children.split(' ').filter(Boolean).map(Number))
  }
  return tree
}
