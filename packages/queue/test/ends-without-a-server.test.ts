import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const program = `
  import { connectQueue } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
  const queue = connectQueue({ url: process.argv[1], onError: () => {} })
  const worker = queue.work('scans', async () => {}, { concurrency: 1, onFailed: () => {} })
  await queue.queue('chunks', 'lane').counts().catch(() => {})
  await worker.close({ graceMs: 0 })
  await queue.close()
  console.log('closed')
`

test.each([
  'redis://127.0.0.1:1',
  'redis+cluster://127.0.0.1:1',
  'postgres://earmark@127.0.0.1:1/earmark',
])(
  'nothing keeps a process that has closed its queue on %s, which was never there',
  async (url) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000)
    const [code, signal] = await once(child, 'close')
    clearTimeout(timer)
    expect({ printed, code, signal }).toEqual({ printed: 'closed\n', code: 0, signal: null })
  },
)
