import type { FastifyRequest } from 'fastify'
import { invalidRequest } from './http-problem.js'
import { noteBody } from './idempotency/digest-request.js'
import { isTooDeep } from './is-too-deep.js'
import { shortenText } from './shorten.js'

/**
 * Fastify's JSON parser, but one that says where the mistake is. `__proto__` needs no care here: every schema is
 * strict, so a field of that name is refused like any other unknown one.
 */
export async function parseJsonBody(request: FastifyRequest, body: string | Buffer) {
  noteBody(request, body)
  const text = body.toString()
  if (text.trim() === '') {
    throw invalidRequest([{ field: 'body', message: 'body is missing: send a JSON object.' }])
  }
  if (isTooDeep(text)) {
    const message = 'body is nested deeper than any request of this API.'
    throw invalidRequest([{ field: 'body', value: shortenText(text), message }])
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const message = `body is not valid JSON: ${(error as Error).message}.`
    throw invalidRequest([{ field: 'body', value: shortenText(text), message }])
  }
}
