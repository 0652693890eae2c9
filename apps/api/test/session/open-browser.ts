import type { ApiServer } from '../../src/http/api-server.js'
import type { Answer } from '../start-test-api.js'

export const ORIGIN = 'http://127.0.0.1:3210'

/** Sends what a browser would whose page came from the API: its origin, and the cookie that it was given. */
export function openBrowser(app: ApiServer, cookie?: string) {
  let kept = cookie
  return {
    cookie: () => kept,
    async send(
      method: 'GET' | 'POST' | 'DELETE',
      url: string,
      body?: object,
      changed: Record<string, string | undefined> = {},
    ): Promise<Answer> {
      const all: Record<string, string | undefined> = {
        host: new URL(ORIGIN).host,
        ...(method !== 'GET' && { origin: ORIGIN }),
        ...(kept !== undefined && { cookie: `other=1; earmark_session=${kept}` }),
        ...changed,
      }
      const headers = Object.fromEntries(
        Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      )
      const payload = body === undefined ? {} : { payload: body }
      const response = await app.inject({ method, url, headers, ...payload })
      const { cookies } = response
      const given = cookies.find(({ name }) => name === 'earmark_session')
      if (given) kept = given.value || undefined
      const isJson = /json/.test(String(response.headers['content-type']))
      return {
        status: response.statusCode,
        headers: response.headers,
        body: isJson ? response.json() : undefined,
        text: response.body,
      }
    },
  }
}
