import { SESSION_DAYS } from '@earmark/db'
import type { FastifyReply, FastifyRequest } from 'fastify'

const NAME = 'earmark_session'
const MAX_AGE_S = SESSION_DAYS * 24 * 60 * 60

/** No script reads it, and no other site's page sends it. */
const attributes = { httpOnly: true, sameSite: 'strict', path: '/' } as const

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[NAME] || undefined
}

/** @param secure whether the browser came by https */
export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  reply.setCookie(NAME, token, { ...attributes, maxAge: MAX_AGE_S, secure })
}

export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(NAME, { ...attributes, secure })
}
