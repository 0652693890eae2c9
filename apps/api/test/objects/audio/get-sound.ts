import type { TestApi } from '../../start-test-api.js'

/** Asks for an object's sound, as bytes. */
export async function getSound(
  api: TestApi,
  id: number,
  query = '',
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' = 'GET',
) {
  const response = await api.app.inject({
    method,
    url: `/v1/objects/${id}/audio${query}`,
    headers: { authorization: `Bearer ${api.key}`, ...headers },
  })
  const { statusCode: status, rawPayload: body } = response
  // biome-ignore lint/suspicious/noExplicitAny: a problem is whatever the API says.
  const problem = (): any => response.json()
  return { status, headers: response.headers, body, problem }
}
