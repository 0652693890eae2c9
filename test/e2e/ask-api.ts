import type { Site } from './start-site.js'

/** Asks the API as a program does; with a body, by POST. @throws Error with its answer where that is no success */
export async function askApi<T>(
  { url, apiKey }: Pick<Site, 'url' | 'apiKey'>,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
