import { type Route, routes, scopes } from '@earmark/contract'
import { createApiKey } from '@earmark/db'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const all: Route[] = Object.values(routes)
const behindKey = all.filter(({ needsKey }) => needsKey)

describe('scopes', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi('embedded')
  })
  afterAll(() => api.close())

  test('every route behind a key says its scope, or that any key may', () => {
    expect(behindKey.length).toBeGreaterThan(70)
    expect(
      behindKey.filter(({ scope }) => scope === null).map((route) => route.operationId),
    ).toEqual(['createSignInCode', 'getSession', 'revokeKey', 'rotateKey'])
  })

  test.each(scopes)(
    'a key for %s alone is taken by its routes, and refused by all others',
    async (scope) => {
      const { key } = await createApiKey(api.db, { name: `only ${scope}`, scopes: [scope] })
      for (const route of behindKey) {
        // What is asked is nonsense: whoever may ask is told so, and nothing happens.
        const response = await api.app.inject({
          method: route.method.toUpperCase() as 'POST',
          url: `${route.path.replaceAll(/\{\w+\}/g, 'nonsense')}?nonsense=1`,
          headers: { authorization: `Bearer ${key}` },
          ...(route.method !== 'get' && { payload: { nonsense: true } }),
        })
        const isAllowed = route.scope === null || route.scope === scope
        const told = [route.operationId, response.statusCode === 403]
        expect(told).toEqual([route.operationId, !isAllowed])
        if (!isAllowed) expect(response.json().detail).toContain(`has no scope ${route.scope}.`)
      }
    },
  )

  test('the document says the scope of each route', async () => {
    const document = (await api.app.inject('/docs/json')).json()
    for (const { path, method, scope } of behindKey) {
      const { security, responses } = document.paths[path][method]
      expect([path, security]).toEqual([path, scope === null ? undefined : [{ apiKey: [scope] }]])
      expect(responses).toHaveProperty('403')
    }
  })
})
