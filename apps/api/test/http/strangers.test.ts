import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

let api: TestApi
let port: number
beforeAll(async () => {
  api = await startTestApi('embedded')
  port = Number(new URL(await api.app.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterAll(() => api.close())

const BODY_BYTES = 150 * 1024 * 1024

/** Sends a body as fast as it is taken. @returns the answer, and how much was taken before the connection was closed */
async function upload(authorization: string) {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString()
  })
  let isClosed = false
  socket
    .on('error', () => {})
    .on('close', () => {
      isClosed = true
    })
  await once(socket, 'connect')
  socket.write(
    `POST /v1/batches HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`,
  )
  const part = Buffer.alloc(64 * 1024, ' ')
  let sent = 0
  while (!isClosed && sent < BODY_BYTES) {
    if (!socket.write(part)) {
      await new Promise((resolve) => {
        socket.once('drain', resolve).once('close', resolve)
      })
    }
    sent += part.length
  }
  if (!isClosed) await once(socket, 'close')
  return { answer, sent }
}

test('a body that comes without a right key is not read on, and the connection is closed', async () => {
  const { answer, sent } = await upload('Bearer wrong')
  expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  expect(answer).toMatch(/\r\nconnection: close\r\n/i)
  expect(sent).toBeLessThan(BODY_BYTES / 3)
})

test.each([
  ['[', ']'],
  ['{"a":', '}'],
])('a body of 100,000 nested %s is refused in a sentence', async (open, close) => {
  for (const url of ['/v1/batches', '/v1/label-sets', '/v1/classify', '/v1/events/s3']) {
    const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`
    for (const payload of [deep, `{"source":${deep}}`, `{"Message":${deep}}`]) {
      expect(await post(url, payload, 'application/json')).toEqual([url, 400])
    }
  }
  const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`
  // SNS has its message as a text in JSON, and sends all of it as plain text.
  const message = JSON.stringify({ Type: 'Notification', Message: deep })
  for (const type of ['application/json', 'text/plain'])
    expect(await post('/v1/events/s3', message, type)).toEqual(['/v1/events/s3', 400])
  for (const type of ['', 'Content-Type: application/json\r\n']) {
    const form = [
      `--part\r\nContent-Disposition: form-data; name="request"\r\n${type}\r\n{"labelSets":${deep}}\r\n`,
      '--part\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--part--\r\n',
    ].join('')
    expect(await post('/v1/classify', form, 'multipart/form-data; boundary=part')).toEqual([
      '/v1/classify',
      400,
    ])
  }
  const manifestText = deep
  expect(
    await post(
      '/v1/batches',
      JSON.stringify({
        source: { manifestText, format: 'ndjson' },
        labelSets: [{ labels: ['a'] }],
      }),
      'application/json',
    ),
  ).toEqual(['/v1/batches', 400])
})

async function post(url: string, payload: string, type: string): Promise<[string, number]> {
  const response = await api.app.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${api.key}`, 'content-type': type },
    payload,
  })
  return [url, response.statusCode]
}
