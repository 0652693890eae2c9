import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const script = new URL('../scripts/stop-with-parent.mjs', import.meta.url).href
const program = `
  import { stopWithParent } from ${JSON.stringify(script)}
  stopWithParent()
  process.on('SIGTERM', () => process.exit())
  console.log(process.pid)
  setTimeout(() => {}, 20_000)`

/** A shell that runs the program and, having another command, stays its parent. @returns the program's id */
async function startInShell(environment: NodeJS.ProcessEnv): Promise<[ChildProcess, number]> {
  const command = '"$NODE" --input-type=module --eval "$PROGRAM"; true'
  const shell = spawn('sh', ['-c', command], {
    env: { NODE: process.execPath, PROGRAM: program, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(shell.stdout!.setEncoding('utf8'), 'data')
  return [shell, Number(line)]
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a process of npm ends as by SIGTERM when the shell that started it is killed', async () => {
  const [shell, pid] = await startInShell({ npm_lifecycle_event: 'start' })
  expect(isAlive(pid)).toBe(true)
  shell.kill('SIGTERM')
  await expect.poll(() => isAlive(pid), { timeout: 120_000 }).toBe(false)
})

test('a process that npm has not started outlives the shell that started it', async () => {
  const [shell, pid] = await startInShell({})
  shell.kill('SIGTERM')
  await once(shell, 'exit')
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(isAlive(pid)).toBe(true)
  process.kill(pid)
})
