import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const earmark = fileURLToPath(new URL('../../cli/bin/earmark.js', import.meta.url))

export type Exit = { code: number | null; stdout: string; stderr: string }

export type Started = {
  child: ChildProcess
  /**
   * Resolves with what was printed so far, on both streams, as soon as it has this text; rejects where the
   * process ends before.
   */
  printed: (text: string) => Promise<string>
  exited: Promise<Exit>
}

/** The launcher with nothing configured but its home, on whatever ports are free. */
export function startLauncher(
  home: string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Started {
  return start([launcher, ...args], {
    EARMARK_HOME: home,
    API_PORT: '0',
    EARMARK_POSTGRES_PORT: '0',
    EARMARK_S3_PORT: '0',
    ...env,
  })
}

type EarmarkOptions = { env?: NodeJS.ProcessEnv; input?: string }

/** The command line, which finds what runs on this home. */
export function startEarmark(
  home: string,
  args: string[],
  { env = {}, input }: EarmarkOptions = {},
): Started {
  return start([earmark, ...args], { EARMARK_HOME: home, ...env }, input)
}

/** The command line, until it has ended. */
export function runEarmark(home: string, args: string[], options?: EarmarkOptions): Promise<Exit> {
  return startEarmark(home, args, options).exited
}

function start(args: string[], env: NodeJS.ProcessEnv, input?: string): Started {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  }) as ChildProcess & { stdout: Readable; stderr: Readable }
  child.stdin?.end(input)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...output }))
  })
  return {
    child,
    exited,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = output.stdout + output.stderr
          if (all.includes(text)) resolve(all)
        }
        look()
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        child.on('close', () =>
          reject(new Error(`ended without "${text}":\n${output.stdout}${output.stderr}`)),
        )
      }),
  }
}

/** Whether a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
