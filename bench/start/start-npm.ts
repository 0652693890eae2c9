import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '@earmark/testing'

const LOOK_MS = 25
const PATIENCE_MS = 10 * 60_000

export type RunningStart = {
  /** From `npm start` to the first answer of a route that needs a key. */
  seconds: number
  url: string
  apiKey: string
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string }
  stop: () => Promise<void>
}

/**
 * `npm start -- --no-demo` as a person types it, on a home and ports of its own.
 *
 * @throws Error with all that it said where it ends before the API answers
 */
export async function startNpm(home: string): Promise<RunningStart> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const startedAt = performance.now()
  const child = spawn('npm', ['start', '--', '--no-demo'], {
    env: {
      ...process.env,
      EARMARK_HOME: home,
      API_PORT: String(port),
      EARMARK_POSTGRES_PORT: '0',
      EARMARK_S3_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group, to which a signal goes as a terminal sends it.
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const exited = once(child, 'close')
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    process.kill(-(child.pid as number), 'SIGINT')
    await exited
  }
  try {
    while (!(await answers(url, home))) {
      if (child.exitCode !== null || performance.now() - startedAt > PATIENCE_MS) {
        throw new Error(`npm start did not get as far as an answering API:\n${said}`)
      }
      await sleep(LOOK_MS)
    }
    const seconds = (performance.now() - startedAt) / 1000
    // What the launcher still does then (a link to sign in by) is not to disturb what is measured next.
    while (!said.includes('Serving after')) await sleep(LOOK_MS)
    const { apiKey, s3 } = await readConnection(home)
    return { seconds, url, apiKey, s3, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Connection = Pick<RunningStart, 'apiKey' | 's3'>

/** The key is there before the API is, except in a home's first start, which writes it down at its end. */
async function answers(url: string, home: string): Promise<boolean> {
  try {
    const { apiKey } = await readConnection(home)
    const headers = { authorization: `Bearer ${apiKey}` }
    return (await fetch(`${url}/v1/batches?limit=1`, { headers })).ok
  } catch {
    return false
  }
}

async function readConnection(home: string): Promise<Connection> {
  return JSON.parse(await readFile(join(home, 'connection.json'), 'utf8')) as Connection
}
