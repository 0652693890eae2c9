import { routes } from '@earmark/contract'
import { runStatement, StatementFailed, StatementRefused } from '@earmark/db'
import { createAdmission } from '../classify/create-admission.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { HttpProblem } from '../http/http-problem.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'

const limits = { timeoutMs: 10_000, maxRows: 1000, maxBytes: 16 * 1024 * 1024 }
/** Of the eight connections that all routes share. */
const AT_ONCE = 2
const WAITING = 4

export function runSql(app: ApiServer, { pool }: Pick<ApiDependencies, 'pool'>): void {
  const admission = createAdmission({
    atOnce: AT_ONCE,
    waiting: WAITING,
    doing: { things: 'statements', done: 'answered' },
  })

  serveRoute(app, routes.runSql, async (request, reply) => {
    const { statement } = request.body
    const place = admission.enter(request.getDecorator<ApiKey>('apiKey').id)
    try {
      await place.start(requestSignal(reply))
      return await runStatement(pool, statement, limits)
    } catch (error) {
      throw toProblem(error)
    } finally {
      place.leave()
    }
  })
}

function toProblem(error: unknown): unknown {
  if (error instanceof StatementRefused) return describeRefusal(error)
  if (!(error instanceof StatementFailed)) return error
  const { message, isTimeout, position } = error
  const code = isTimeout ? 'SQL_TIMEOUT' : 'SQL_FAILED'
  const field = { field: 'statement', message, ...(position !== undefined && { position }) }
  return new HttpProblem(422, code, message, { errors: [field], cause: error })
}

function describeRefusal(error: StatementRefused): HttpProblem {
  if (error.refusal === 'unguarded') {
    const message =
      'This database does not let the API act as earmark_reader, so no statement is run. npx earmark migrate says what an administrator has to do.'
    return new HttpProblem(409, 'CONFLICT', message, { cause: error })
  }
  const message = 'The statement gives no rows: only statements that read are run here.'
  const errors = [{ field: 'statement', message }]
  return new HttpProblem(422, 'SQL_FAILED', message, { errors, cause: error })
}
