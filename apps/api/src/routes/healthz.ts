import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { answer } from '../schemas/answer.js'

/** The process is alive; what it depends on may not be. */
export function healthz(app: ApiServer): void {
  app.get(
    '/healthz',
    {
      schema: {
        tags: ['health'],
        summary: 'Is the process alive?',
        security: [],
        response: { 200: answer('It is.', z.object({ status: z.literal('alive') })) },
      },
    },
    async () => ({ status: 'alive' as const }),
  )
}
