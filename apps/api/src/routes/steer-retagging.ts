import {
  type Database,
  getRetagging,
  pauseRetagging,
  type RetaggingState,
  resumeRetagging,
} from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeRetagging } from '../describe-retagging.js'
import { HttpProblem, notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { retagging } from '../schemas/retagging.js'

const steps = [
  {
    name: 'pause',
    done: 'paused',
    summary: 'Stop a re-tagging at its next chunk',
    description: 'What is at work, about a second of it, is completed.',
    take: pauseRetagging,
    from: ['queued', 'running'],
  },
  {
    name: 'resume',
    done: 'resumed',
    summary: 'Go on with a re-tagging where it stopped',
    description: 'Also one that failed.',
    take: resumeRetagging,
    from: ['paused', 'failed'],
  },
] as const satisfies {
  name: string
  done: string
  summary: string
  description: string
  take: (db: Database, id: number) => Promise<boolean>
  from: RetaggingState[]
}[]

export function steerRetagging(app: ApiServer, { db }: ApiDependencies): void {
  for (const { name, done, summary, description, take, from } of steps) {
    app.post(
      `/retaggings/:id/${name}`,
      {
        schema: {
          tags: ['retaggings'],
          operationId: `${name}Retagging`,
          summary,
          description,
          params: z.strictObject({ id: idParameter }),
          querystring: z.strictObject({}),
          response: {
            200: answer('The re-tagging, as it is now.', retagging),
            ...problems(400, 404, 409),
          },
        },
      },
      async ({ params: { id } }) => {
        const isDone = await take(db, id)
        const found = await getRetagging(db, id)
        if (!found) throw notFound('id', id, 're-tagging')
        if (isDone) return describeRetagging(found)
        throw new HttpProblem(
          409,
          'CONFLICT',
          `Re-tagging ${id} is ${found.state} and cannot be ${done}: only one that is ${from.join(' or ')} can.`,
        )
      },
    )
  }
}
