import type { FastifyReply } from 'fastify'

/** Aborts where the client goes away before its answer: nobody waits for that work any more. */
export function requestSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the client went away'))
  })
  return controller.signal
}
