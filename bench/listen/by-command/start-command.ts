import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../apps/cli/bin/earmark.js', import.meta.url))

export interface Detection {
  event: 'begin' | 'end'
  label: string
  start_s: number
  end_s: number
}

export interface Command {
  pid: number
  /** What it said beside its lines, so far. */
  said: () => string
  /** Ctrl-C. @returns its exit code */
  stop: () => Promise<number | null>
}

/** `earmark listen --json`, in a process of its own that knows of no server. */
export function startCommand(
  url: string,
  labels: readonly string[],
  onLine: (detection: Detection) => void,
): Command {
  const args = [bin, 'listen', '--input', url, '--labels', labels.join(','), '--json']
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, EARMARK_HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  createInterface({ input: child.stdout }).on('line', (line) => onLine(JSON.parse(line)))
  const exited = exitOf(child)
  return {
    pid: child.pid!,
    said: () => said,
    async stop() {
      child.kill('SIGINT')
      return exited
    },
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve))
}
