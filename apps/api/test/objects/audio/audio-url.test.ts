import { createApiKey, findKeySecret, revokeApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signAddress } from '../../../src/http/signed-address.js'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { storeObject } from '../../store-object.js'
import { makeFlac } from '../make-sound.js'

describe.each(databaseKinds())('an address of a sound that needs no key, on %s', (kind) => {
  let api: TestApi
  let object: { id: number; etag: string }
  let other: { id: number }
  let body: Buffer
  beforeAll(async () => {
    api = await startTestApi(kind)
    body = await makeFlac("'0.1*random(0)'", 3)
    object = await storeObject(api, { key: 'u/1.flac', body, codec: 'flac', durationS: 3 })
    other = await storeObject(api, { key: 'u/2.flac', body, codec: 'flac', durationS: 3 })
  })
  afterAll(() => api.close())

  const make = (wish: object = {}, id = object.id) =>
    api.call('POST', `/v1/objects/${id}/audio-url`, wish)

  async function open(url: string, init: { method?: 'GET' | 'HEAD'; range?: string } = {}) {
    const { pathname, search } = new URL(url)
    const { method = 'GET', range } = init
    const headers = range === undefined ? {} : { range }
    const response = await api.app.inject({ method, url: `${pathname}${search}`, headers })
    return { status: response.statusCode, body: response.rawPayload, response }
  }

  test('gives the sound, and ranges of it, to whoever has it', async () => {
    const before = Date.now()
    const { status, body: made } = await make({ expiresInS: 60 })
    expect(status).toBe(201)
    const lastsS = (Date.parse(made.expiresAt) - before) / 1000
    expect(lastsS).toBeGreaterThan(59)
    expect(made.url).toMatch(/^http:\/\/[^/]+\/v1\/objects\/\d+\/audio\?signature=/)
    expect((await open(made.url)).body.equals(body)).toBe(true)
    const part = await open(made.url, { range: 'bytes=100-199' })
    expect([part.status, part.body.equals(body.subarray(100, 200))]).toEqual([206, true])
    expect((await open(made.url, { method: 'HEAD' })).status).toBe(200)
  })

  test('gives the clip and the form that it was made for', async () => {
    const { body: made } = await make({ startS: 0.5, endS: 1.25, as: 'wav' })
    const asked = await api.app.inject({
      url: `/v1/objects/${object.id}/audio?startS=0.5&endS=1.25`,
      headers: { authorization: `Bearer ${api.key}` },
    })
    expect((await open(made.url)).body.equals(asked.rawPayload)).toBe(true)
    for (const clip of [
      { startS: 0.0000001, endS: 0.25 },
      { startS: 0, endS: 10 },
    ]) {
      expect((await open((await make(clip)).body.url)).status).toBe(200)
    }
  })

  test('gives nothing else', async () => {
    const { url } = (await make({ startS: 1, endS: 2 })).body
    for (const changed of [
      url.replace(`/objects/${object.id}/`, `/objects/${other.id}/`),
      url.replace(`/objects/${object.id}/`, `/objects/0${object.id}/`),
      url.replace('endS=2', 'endS=3'),
      url.replace('startS=1&', ''),
      `${url}&as=opus`,
      `${url}&endS=2`,
      url.replace(/signature=\d/, 'signature=9'),
      url.replace(/.$/, (last: string) => (last === 'A' ? 'B' : 'A')),
      url.replace(/signature=.*/, 'signature='),
      url.replace(/signature=.*/, 'signature=1.1.x'),
      `${url}&signature=${new URL(url).searchParams.get('signature')}`,
    ]) {
      const { status, response } = await open(changed)
      expect([changed, status, response.json().code]).toEqual([changed, 401, 'UNAUTHORIZED'])
    }
    for (const path of ['/v1/objects', `/v1/objects/${object.id}/waveform`]) {
      expect((await open(new URL(url.replace(/.*\?/, `http://x${path}?`)).href)).status).toBe(401)
    }
  })

  test('ends when it says, and says so', async () => {
    const keyId = (await createApiKey(api.db, { name: 'expired' })).id
    const key = (await findKeySecret(api.db, keyId))!
    const path = `/v1/objects/${object.id}/audio`
    const sign = (expiresAt: Date) =>
      `http://x${signAddress({ path, query: {}, keyId, expiresAt }, key)}`
    expect((await open(sign(new Date(Date.now() + 60_000)))).status).toBe(200)
    const { status, response } = await open(sign(new Date(Date.now() - 1000)))
    expect(status).toBe(401)
    expect(response.json().detail).toContain('expired')
  })

  test('ends with the key that made it', async () => {
    const { id, key } = await createApiKey(api.db, { name: 'to be revoked' })
    const url = `/v1/objects/${object.id}/audio-url`
    const made = await api.call('POST', url, {}, { authorization: `Bearer ${key}` })
    expect((await open(made.body.url)).status).toBe(200)
    await revokeApiKey(api.db, id)
    const { status, response } = await open(made.body.url)
    expect(status).toBe(401)
    expect(response.json().detail).toContain('revoked')
  })

  test.each([
    [{ expiresInS: 0 }, 'expiresInS'],
    [{ expiresInS: 604_801 }, 'expiresInS'],
    [{ startS: 0, endS: 61 }, undefined],
    [{ startS: 5 }, 'startS'],
    [{ endS: 1, as: 'original' }, 'as'],
    [{ as: 'mp3' }, 'as'],
    [{ id: 7 }, 'id'],
  ])('%j is refused by name, if what it would give is', async (wish, field) => {
    const { status, body: answer } = await make(wish)
    // What reaches beyond the end of three seconds is cut off there.
    if (field === undefined) return expect(status).toBe(201)
    expect(status).toBe(400)
    expect(answer.errors[0].field).toBe(field)
  })

  test('is made by those who have a key, of what there is', async () => {
    expect((await make({}, 999_999)).status).toBe(404)
    const url = `/v1/objects/${object.id}/audio-url`
    expect((await api.app.inject({ method: 'POST', url, payload: {} })).statusCode).toBe(401)
    const { url: signed } = (await make()).body
    const { search } = new URL(signed)
    const again = await api.app.inject({ method: 'POST', url: `${url}${search}`, payload: {} })
    expect(again.statusCode).toBe(401)
  })
})

test('the address names the host that people reach the API by', async () => {
  const publicOrigin = 'https://earmark.example.org'
  const api = await startTestApi(databaseKinds()[0]!, { site: { publicOrigin } })
  const body = Buffer.from('bytes')
  const { id } = await storeObject(api, { key: 'u/1.flac', body, codec: 'flac' })
  const { body: made } = await api.call('POST', `/v1/objects/${id}/audio-url`, {})
  expect(made.url).toMatch(/^https:\/\/earmark\.example\.org\/v1\//)
  await api.close()
})
