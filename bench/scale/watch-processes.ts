import { readdir, readFile } from 'node:fs/promises'

const PAGE_BYTES = 4096

/** Resident memory of a process, and of all processes below it, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const pages = Number(
    (await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0')).split(' ')[1],
  )
  return (pages * PAGE_BYTES) / 1e6
}

/** The processes directly below one. */
export async function childrenOf(parent: number): Promise<number[]> {
  const children: number[] = []
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    if (Number(/^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1]) === parent) children.push(pid)
  }
  return children
}
