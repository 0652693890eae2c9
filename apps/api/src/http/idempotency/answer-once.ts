import { type Database, type KeptAnswer, answerOnce as keepAnswer } from '@earmark/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requestKey } from './request-key.js'
import { keyBusy, keyReused, sendAnswer, sendReplay } from './send-answer.js'

/** What a request has made, and what is said of it. */
export interface Made {
  status: number
  /** Where it can be read; its path. */
  location?: string
  /** As the route's schema has it; absent for an answer without a body. */
  body?: object
  /** What may follow once it is stored, and may be lost. A request that is sent again does not repeat it. */
  afterwards?: () => Promise<void>
}

/**
 * Makes something in a transaction and answers. Under an Idempotency-Key it is made once, however often it is asked for:
 * the answer is kept in that same transaction.
 *
 * @throws HttpProblem 422 where the key belongs to another request; 409 where that request is still at work
 */
export async function answerOnce(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  make: (tx: Database) => Promise<Made>,
): Promise<FastifyReply> {
  let made: Made | undefined
  const makeAnswer = async (tx: Database) => {
    made = await make(tx)
    return writeAnswer(reply, made)
  }
  const key = requestKey(request)
  const outcome = key
    ? await keepAnswer(db, key, makeAnswer)
    : { kind: 'made' as const, answer: await db.transaction(makeAnswer) }
  switch (outcome.kind) {
    case 'made':
      await made?.afterwards?.()
      return sendAnswer(reply, outcome.answer)
    case 'replayed':
      return sendReplay(reply, outcome.answer)
    case 'reused':
      throw keyReused(key?.key ?? '')
    case 'busy':
      throw keyBusy(key?.key ?? '')
  }
}

function writeAnswer(reply: FastifyReply, { status, body, ...made }: Made): KeptAnswer {
  const location = made.location ?? null
  if (body === undefined) return { status, location, body: null }
  const written = reply.serializeInput({ ...body }, String(status), 'application/json')
  return { status, location, body: String(written) }
}
