import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export interface Run {
  child: ChildProcess
  output: () => string
  errors: () => string
}

/** Runs the built program with this environment and nothing else. */
export function run(environment: Record<string, string>): Run {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [entry], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  let errors = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  return { child, output: () => output, errors: () => errors }
}

export async function exitOf({ child }: Run): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  // Not 'close', which never comes for a child whose channel was disconnected from this side.
  const [code] = await once(child, 'exit')
  return code
}

export async function readyUrl({ child }: Run): Promise<string> {
  const [message] = await once(child, 'message')
  if (message?.type !== 'ready') throw new Error(`The API is not ready: ${JSON.stringify(message)}`)
  return message.url
}
