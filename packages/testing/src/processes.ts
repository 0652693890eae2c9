import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The processes of a name that this process has started and that still run. */
export async function childrenNamed(name: string): Promise<number[]> {
  return (await processes())
    .filter((one) => one.parent === process.pid && one.name === name)
    .map(({ pid }) => pid)
}

export async function isRunning(pid: number): Promise<boolean> {
  return (await processes()).some((one) => one.pid === pid)
}

type Process = { pid: number; parent: number; state: string; name: string }

async function processes(): Promise<Process[]> {
  const all = existsSync('/proc/self/stat') ? await readProc() : await readPs()
  return all.filter(({ state }) => state !== 'Z')
}

/** Not every Linux has ps. */
async function readProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))
  const stats = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  )
  return stats.flatMap((stat) => {
    const match = /^(\d+) \((.*)\) (\w) (\d+)/.exec(stat)
    if (!match) return []
    const [, pid, name = '', state = '', parent] = match
    return [{ pid: Number(pid), parent: Number(parent), state, name }]
  })
}

async function readPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='])
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, state, ...command] = line.trim().split(/\s+/)
    if (pid === undefined || state === undefined) return []
    const name = basename(command.join(' '))
    return [{ pid: Number(pid), parent: Number(parent), state: state.slice(0, 1), name }]
  })
}
