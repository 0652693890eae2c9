import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { cpuTimesOf } from '../apps/processes.js'
import { median } from '../measure.js'

const earmark = fileURLToPath(new URL('../../apps/cli/bin/earmark.js', import.meta.url))

export type CommandTime = {
  /** From its start to its end, median. */
  ms: number
  /** What it computed, user and system: a busy machine changes it less. Counted in steps of 10 ms, so a mean. */
  cpuMs: number
}

/**
 * What commands take, one after the other and again in the next round, so that a machine that slows down slows all.
 *
 * @param commands arguments of `earmark` by name; null for Node with an empty program
 */
export async function timeCommands<Name extends string>(
  commands: Record<Name, readonly string[] | null>,
  { environment, rounds }: { environment: Record<string, string>; rounds: number },
): Promise<Record<Name, CommandTime>> {
  const names = Object.keys(commands) as Name[]
  const runs = new Map<Name, { ms: number; cpuMs: number }[]>(names.map((name) => [name, []]))
  // The first round fills the system's caches of files.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const args = commands[name]
      const one = await runOnce(args === null ? ['-e', '0'] : [earmark, ...args], environment)
      if (round > 0) runs.get(name)!.push(one)
    }
  }
  const timeOf = (name: Name): CommandTime => {
    const ofName = runs.get(name)!
    return {
      ms: median(ofName.map(({ ms }) => ms)),
      cpuMs: ofName.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / ofName.length,
    }
  }
  return Object.fromEntries(names.map((name) => [name, timeOf(name)])) as Record<Name, CommandTime>
}

async function runOnce(args: readonly string[], environment: Record<string, string>) {
  const cpuBefore = (await cpuTimesOf(process.pid)).ended
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  const ms = performance.now() - startedAt
  if (code !== 0)
    throw new Error(`earmark ${args.slice(1).join(' ')} ended with ${code}: ${complaint}`)
  return { ms, cpuMs: 1000 * ((await cpuTimesOf(process.pid)).ended - cpuBefore) }
}
