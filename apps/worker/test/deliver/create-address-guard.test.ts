import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createAddressGuard, type Resolve } from '../../src/deliver/create-address-guard.js'
import { postWebhook } from '../../src/deliver/post-webhook.js'

let server: Server
let port: number
let requests = 0
beforeAll(async () => {
  server = createServer((_, response) => {
    requests += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

const post = (host: string, allow: string[] = []) =>
  postWebhook(createAddressGuard(allow), new URL(`http://${host}:${port}/`), {
    headers: {},
    body: '{}',
    signal: AbortSignal.timeout(60_000),
  })

test.each([
  '127.0.0.1',
  'localhost',
  '127.1',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '2130706433',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
])('%s is this machine, and not visited', async (host) => {
  await expect(post(host)).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    permanent: true,
    message: expect.stringContaining('WEBHOOK_ALLOW'),
  })
  expect(requests).toBe(0)
})

test.each([
  '10.1.2.3',
  '100.100.100.200',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  'fe80::1',
  'fd00:ec2::254',
  'ff02::1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a00:1',
  '2002:7f00:1::',
  'not an address',
])('%s is not of the internet', (address) => {
  expect(createAddressGuard([]).isOpen(address)).toBe(false)
})

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'])(
  '%s is',
  (address) => {
    expect(createAddressGuard([]).isOpen(address)).toBe(true)
  },
)

test.each([['127.0.0.0/8'], ['127.0.0.1'], ['localhost']])('%s may be allowed', async (entry) => {
  const before = requests
  expect(await post(entry === 'localhost' ? 'localhost' : '127.0.0.1', [entry])).toBe(200)
  expect(requests).toBe(before + 1)
})

test('what is allowed allows nothing else', () => {
  const guard = createAddressGuard(['127.0.0.0/8', 'fd00:1::/32', 'hooks.internal'])
  expect(guard.isOpen('10.0.0.1')).toBe(false)
  expect(guard.isOpen('fd00:1::5')).toBe(true)
  expect(guard.isOpen('fd00:2::5')).toBe(false)
  expect(guard.isTrusted('HOOKS.internal')).toBe(true)
  expect(guard.isTrusted('x.hooks.internal')).toBe(false)
})

// macOS has but one address of its own.
test.runIf(process.platform === 'linux')(
  'a name is looked up once for a message, and refused as soon as it leads to this machine',
  async () => {
    const outside = createServer((_, response) => response.writeHead(204).end())
    onTestFinished(() => void outside.close())
    await once(outside.listen(port, '127.0.0.2'), 'listening')
    const before = requests
    const answers = ['127.0.0.2', '127.0.0.1']
    let asked = 0
    const resolve: Resolve = (_, __, callback) => {
      callback(null, [{ address: answers[asked] ?? '127.0.0.1', family: 4 }])
      asked += 1
    }
    const guard = createAddressGuard(['127.0.0.2'], resolve)
    const tell = () =>
      postWebhook(guard, new URL(`http://rebinding.example:${port}/`), {
        headers: {},
        body: '{}',
        signal: AbortSignal.timeout(60_000),
      })
    expect(await tell()).toBe(204)
    expect(asked).toBe(1)
    await expect(tell()).rejects.toMatchObject({ code: 'ACCESS_DENIED', permanent: true })
    expect(asked).toBe(2)
    expect(requests).toBe(before)
  },
)
