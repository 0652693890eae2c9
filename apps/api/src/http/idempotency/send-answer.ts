import type { KeptAnswer } from '@earmark/db'
import type { FastifyReply } from 'fastify'
import { HttpProblem } from '../http-problem.js'

/** Sends an answer whose body has been written already. */
export function sendAnswer(reply: FastifyReply, { status, location, body }: KeptAnswer) {
  reply.code(status)
  if (location !== null) reply.header('location', location)
  if (body === null) return reply.send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}

export function sendReplay(reply: FastifyReply, answer: KeptAnswer) {
  return sendAnswer(reply.header('idempotent-replayed', 'true'), answer)
}

export function keyReused(key: string): HttpProblem {
  const message = `The Idempotency-Key ${JSON.stringify(key)} came with another request before: its path or its body differs. Send a new key with a new request, and the very same request with an old one.`
  return new HttpProblem(422, 'IDEMPOTENCY_KEY_REUSED', message)
}

export function keyBusy(key: string): HttpProblem {
  const message = `The first request with the Idempotency-Key ${JSON.stringify(key)} is still being answered. Send the same again in a few seconds: it gets that answer.`
  return new HttpProblem(409, 'REQUEST_UNDER_WAY', message, { headers: { 'retry-after': '5' } })
}
