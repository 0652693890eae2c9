import { type Database, readKeptAnswer } from '@earmark/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requestKey } from './request-key.js'
import { keyReused, sendReplay } from './send-answer.js'

/**
 * A hook that answers a request which was answered before. It comes before the route's own checks, which may say
 * something else by now: the name that the first request took is taken.
 */
export function createReplay({ db }: { db: Database }) {
  return async function replayAnswer(request: FastifyRequest, reply: FastifyReply) {
    if (request.method !== 'POST') return
    const key = requestKey(request)
    const kept = key && (await readKeptAnswer(db, key))
    if (!kept) return
    if (kept.kind === 'reused') throw keyReused(key.key)
    return sendReplay(reply, kept.answer)
  }
}
