import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

/** Only root makes namespaces of processes everywhere. */
const canUnshare = process.platform === 'linux' && process.getuid?.() === 0

/** A Postgres that takes connections and never says a word. */
async function startSilentServer() {
  const connected: (() => void)[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    for (const tell of connected) tell()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { port, isAsked: new Promise<void>((resolve) => connected.push(resolve)) }
}

test.runIf(canUnshare).each(['api', 'worker'])(
  'the %s as the first process of a container ends by SIGTERM, also while it starts',
  async (app) => {
    const { port, isAsked } = await startSilentServer()
    const program = fileURLToPath(new URL(`../apps/${app}/dist/main.js`, import.meta.url))
    const container = spawn(
      'unshare',
      ['--pid', '--fork', '--kill-child', process.execPath, program],
      {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: `postgres://earmark@127.0.0.1:${port}/earmark`,
          API_PORT: '0',
        },
        stdio: 'ignore',
      },
    )
    onTestFinished(() => void container.kill('SIGKILL'))
    await isAsked
    const children = await readFile(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8')
    process.kill(Number(children), 'SIGTERM')
    const [code, signal] = await once(container, 'exit')
    expect([code, signal]).toEqual([0, null])
  },
)
