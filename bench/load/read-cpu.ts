import { readFile } from 'node:fs/promises'
import type { DatabaseConnection } from '@earmark/db'
import { cpuTimesOf, TICKS_PER_S, treeOf } from '../apps/processes.js'

/**
 * What parts of the system have computed so far, each with all processes below it, and what the machine has beside them: the
 * servers, if they are on it, and whatever else runs. In seconds of one core.
 */
export async function readCpu(
  parts: Readonly<Record<string, readonly number[]>>,
): Promise<Record<string, number>> {
  const spent: Record<string, number> = {}
  for (const [part, roots] of Object.entries(parts)) {
    // The API and the bench have ended children only of before.
    const pids = part === 'bench' ? roots : (await Promise.all(roots.map(treeOf))).flat()
    const times = await Promise.all(pids.map(cpuTimesOf))
    spent[part] = times.reduce((sum, { own, ended }) => sum + own + ended, 0)
  }
  const { busy, idle } = await readMachine()
  const known = Object.values(spent).reduce((sum, s) => sum + s, 0)
  return { ...spent, others: busy - known, idle }
}

/** The process that all connections of a Postgres on this machine are below. */
export async function findPostmaster({ pool }: DatabaseConnection): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  const stat = await readFile(`/proc/${rows[0]?.pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** @see proc(5), stat: user, nice, system, idle, iowait, irq, softirq */
async function readMachine(): Promise<{ busy: number; idle: number }> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8').catch(() => '')).split('\n')
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, soft = 0] = line
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) / TICKS_PER_S)
  return { busy: user + nice + system + irq + soft, idle: idle + waiting }
}
