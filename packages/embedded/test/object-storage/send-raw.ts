import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { RawRequest } from './sign-request.js'

/** Sends a request as it is, signed or not. */
export async function sendRaw(
  port: number,
  { method, url, headers, body }: RawRequest,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  const asked = request({ host: '127.0.0.1', port, method, path: url, headers })
  // What the server no longer wants to read breaks the connection; its answer comes first.
  asked.on('error', () => undefined)
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: await text(response),
  }
}
