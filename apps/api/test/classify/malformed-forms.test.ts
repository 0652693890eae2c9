import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('embedded')
})
afterAll(() => api.close())

const request = 'Content-Disposition: form-data; name="request"'
const file = 'Content-Disposition: form-data; name="file"; filename="a.wav"'

test.each<[string, string, string, string]>([
  ['no boundary', 'multipart/form-data', `--p\r\n${file}\r\n\r\nRIFF\r\n--p--\r\n`, 'oundary'],
  [
    'another boundary',
    'multipart/form-data; boundary=q',
    `--p\r\n${file}\r\n\r\nRIFF\r\n--p--\r\n`,
    'end',
  ],
  ['a file without an end', 'multipart/form-data; boundary=p', `--p\r\n${file}\r\n\r\nRIFF`, 'end'],
  [
    'a field without an end',
    'multipart/form-data; boundary=p',
    `--p\r\n${request}\r\n\r\n{}`,
    'end',
  ],
  [
    'a field that says it is JSON and is none',
    'multipart/form-data; boundary=p',
    `--p\r\n${request}\r\nContent-Type: application/json\r\n\r\n{"\r\n--p--\r\n`,
    'JSON',
  ],
  [
    'a part without a name',
    'multipart/form-data; boundary=p',
    '--p\r\nContent-Disposition: form-data; filename="a.wav"\r\n\r\nRIFF\r\n--p--\r\n',
    'A part without a name is no field of this request',
  ],
])('a form with %s is refused in a sentence', async (_, type, payload, why) => {
  for (const url of ['/v1/classify', '/v1/clips']) {
    const headers = { authorization: `Bearer ${api.key}`, 'content-type': type }
    const response = await api.app.inject({ method: 'POST', url, headers, payload })
    expect([url, response.statusCode]).toEqual([url, 400])
    expect(response.json().detail).toContain(why)
  }
})

test.each(['/v1/classify', '/v1/clips'])(
  '%s without a body is refused in a sentence',
  async (url) => {
    const { status, body } = await api.call('POST', url)
    expect([status, body.detail]).toEqual([400, expect.stringContaining('body is missing')])
  },
)

test('a label of any length may stand in a path', async () => {
  const url = (label: string) => `/v1/label-sets/1/labels/${encodeURIComponent(label)}/prevalence`
  const { status, body } = await api.call(
    'GET',
    url('a dog that barks, then another one. '.repeat(20)),
  )
  expect([status, body.detail]).toEqual([404, expect.stringContaining('label set')])
})
