import { routes } from '@earmark/contract'
import { compilePattern } from '@earmark/core'
import { listRecordingRules, setRecordingRule as saveRule } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { type FieldError, invalidRequest } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { deriveWithin } from './derive-within.js'
import { describeRecordings, describeRule, explainRule } from './describe-recordings.js'
import { refuseTimeZone } from './refuse-time-zone.js'

export function setRecordingRule(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.setRecordingRule, async ({ body }) => {
    const { prefix, patterns, timeZone, fileTags } = body
    const address = toAddressFilter(prefix ?? undefined)
    const compiled = compileAll(patterns)
    const { bucket, keyPrefix } = address ?? { bucket: '', keyPrefix: '' }
    const rule = { bucket, keyPrefix, patterns, compiled, timeZone, fileTags }
    const id = await saveRule(db, rule)
    if (id === null) throw refuseTimeZone(timeZone)
    const counts = await describeRecordings(db, address, await deriveWithin(db))
    const saved = (await listRecordingRules(db)).find((one) => one.id === id)
    if (!saved) throw new Error(`Recording rule ${id} was deleted while it was being set.`)
    return { rule: describeRule(saved), counts, note: explainRule(patterns, counts) }
  })
}

/** @throws HttpProblem 400 that names each pattern that is none */
function compileAll(patterns: readonly string[]) {
  const compiled = patterns.map(compilePattern)
  const errors = compiled.flatMap((one, index): FieldError[] =>
    typeof one === 'string'
      ? [{ field: `patterns[${index}]`, value: patterns[index], message: one }]
      : [],
  )
  if (errors.length > 0) throw invalidRequest(errors)
  return compiled.filter((one) => typeof one !== 'string')
}
