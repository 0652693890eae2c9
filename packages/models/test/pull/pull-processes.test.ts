import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { verifyModel as verifyFolder } from '@earmark/core'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pullModel } from '../../src/pull/pull-model.js'
import type { PullOptions } from '../../src/pull/pull-options.js'
import { type HubStandIn, listen, startHubStandIn, stop } from '../hub-stand-in.js'
import { CLAP, publish } from '../repositories.js'

const child = fileURLToPath(new URL('./pull-child.ts', import.meta.url))
const AUDIO = 'onnx/audio_model.onnx'

let hub: HubStandIn
let home: string

beforeEach(async () => {
  hub = await startHubStandIn()
  publish(hub)
  const folder = await mkdtemp(join(tmpdir(), 'earmark-models-'))
  await chmod(folder, 0o755)
  home = join(folder, 'models')
  onTestFinished(async () => {
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  })
})

const options = (): PullOptions => ({
  name: CLAP,
  home,
  hub: { endpoint: hub.endpoint, retryDelayMs: 1 },
})

function startPull({ uid }: { uid?: number } = {}) {
  const started = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), child, JSON.stringify(options())],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // No cache: another user could not write to the one of this user.
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
  )
  let output = ''
  started.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  onTestFinished(() => void started.kill('SIGKILL'))
  const answer = once(started, 'close').then(() => JSON.parse(output || '{}'))
  return { pid: started.pid!, kill: () => started.kill('SIGKILL'), answer }
}

test('two processes that pull the same model at once download it once', async () => {
  const answers = await Promise.all([startPull().answer, startPull().answer])
  expect(answers.map(({ model }) => model?.name)).toEqual([CLAP, CLAP])
  expect(answers.map(({ model }) => model.wasThere).sort()).toEqual([false, true])
  expect(hub.downloads(AUDIO)).toHaveLength(1)
  await verifyFolder(answers[0].model.dir)
  expect(await readdir(join(home, '.partial'))).toEqual([])
})

test('where a pull is killed, the next one takes over and goes on', async () => {
  hub.faults.set(AUDIO, [{ kind: 'stall', at: 0.7 }])
  const killed = startPull()
  await vi.waitFor(() => expect(hub.downloads(AUDIO)[0]?.sentBytes).toBeGreaterThan(0), {
    timeout: 120_000,
  })
  // Some of it must have reached the disk.
  const part = async () =>
    (await readdir(home, { recursive: true })).some((name) => name.endsWith(`${AUDIO}.part`))
  await vi.waitFor(async () => expect(await part()).toBe(true), { timeout: 120_000 })
  killed.kill()
  await killed.answer
  const model = await pullModel(options())
  expect(model.wasThere).toBe(false)
  await verifyFolder(model.dir)
  expect(await readdir(join(home, '.partial'))).toEqual([])
})

test('a read-only folder of models is refused with a sentence', async () => {
  await mkdir(home)
  await chmod(home, 0o555)
  onTestFinished(() => chmod(home, 0o755))
  // root may write anywhere
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534 } : {}
  const { error } = await startPull(asNobody).answer
  expect(error.code).toBe('FOLDER_UNWRITABLE')
  expect(error.message).toContain(home)
  expect(error.message).toContain('may not write')
  expect(hub.seen).toEqual([])
})

describe('a proxy', () => {
  async function startProxy() {
    const asked: string[] = []
    const proxy = await listen((_, response) => void response.writeHead(500).end())
    proxy.server.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      const [host, port] = (request.url ?? '').split(':')
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(socket).pipe(upstream)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
    })
    onTestFinished(() => stop(proxy.server))
    return { origin: proxy.origin, asked }
  }

  test('carries all requests', async () => {
    const proxy = await startProxy()
    const { hub: base, ...rest } = options()
    await pullModel({ ...rest, hub: { ...base, proxy: { http: proxy.origin } } })
    const hosts = [hub.endpoint, hub.storage].map((origin) => new URL(origin).host)
    expect(new Set(proxy.asked)).toEqual(new Set(hosts))
  })

  test('is left out for hosts that need none', async () => {
    const proxy = await startProxy()
    const { hub: base, ...rest } = options()
    await pullModel({ ...rest, hub: { ...base, proxy: { http: proxy.origin, no: '127.0.0.1' } } })
    expect(proxy.asked).toEqual([])
  })

  test('that wants a password is named', async () => {
    const proxy = await listen(() => {})
    proxy.server.on('connect', (_, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    })
    onTestFinished(() => stop(proxy.server))
    const { hub: base, ...rest } = options()
    const pulled = pullModel({ ...rest, hub: { ...base, proxy: { http: proxy.origin } } })
    await expect(pulled).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('proxy'),
    })
  })
})

test('the lock of a process that is gone is no obstacle', async () => {
  await mkdir(join(home, '.partial'), { recursive: true })
  const lock = join(home, '.partial', 'Xenova--larger_clap_general--fp32.lock')
  await writeFile(lock, JSON.stringify({ token: 'x', pid: 2 ** 22 + 1, host: hostname() }))
  expect((await pullModel(options())).name).toBe(CLAP)
})
