import type { Incoming, Outgoing } from './transport.js'

/** Over fetch, as browsers have it, and Node too. */
export async function sendByFetch(url: URL, request: Outgoing): Promise<Incoming> {
  const { method, headers, body, signal } = request
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    // The cookie goes to the page's own server only.
    credentials: 'same-origin',
    redirect: 'manual',
    signal,
  })
  return {
    status: response.status,
    text: () => response.text(),
    parts: () => readParts(response),
  }
}

async function* readParts({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  // Not every browser goes through a stream by itself.
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    yield part.value
  }
}
