import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const bodies = new WeakMap<FastifyRequest, string>()

/** Notes what a body consists of, byte by byte, while it is there. */
export function noteBody(request: FastifyRequest, body: string | Buffer): void {
  if (request.headers['idempotency-key'] === undefined) return
  bodies.set(request, createHash('sha256').update(body).digest('hex'))
}

/** SHA-256 of all that tells two requests of one sender apart: method, path and body. */
export function digestRequest(request: FastifyRequest): Buffer {
  const { method, url } = request
  const parts = [method, url, bodies.get(request) ?? '']
  return createHash('sha256').update(parts.join('\n')).digest()
}
