import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { sendByFetch } from '../transport/send-by-fetch.js'
import type { Incoming, Outgoing } from '../transport/transport.js'

/**
 * Over Node's own HTTP, for programs that make one call and end: Node's fetch takes longer to load than a command of
 * the command line takes for everything else. A form still goes by fetch, which knows how to write one.
 */
export async function sendByHttp(url: URL, outgoing: Outgoing): Promise<Incoming> {
  const { method, headers, body, signal } = outgoing
  if (body !== undefined && typeof body !== 'string') return sendByFetch(url, outgoing)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = url.protocol === 'https:' ? overHttps : overHttp
    request(url, { method, headers: { ...headers, ...lengthOf(body) }, signal })
      .once('response', resolve)
      .once('error', reject)
      .end(body)
  })
  return { status: response.statusCode ?? 0, text: () => text(response), parts: () => response }
}

/** Without a length, an empty body of a POST would go in chunks. */
function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
}
