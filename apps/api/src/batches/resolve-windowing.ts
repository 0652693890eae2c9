import type { RegisteredModel } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'

/**
 * Windows of a request in whole milliseconds, as they are stored: the model's own unless asked otherwise.
 *
 * @throws HttpProblem 400 where the window is longer than the model's or the hop longer than the window
 */
export function resolveWindowing(
  model: RegisteredModel,
  { windowS, hopS }: { windowS?: number | undefined; hopS?: number | undefined },
): { windowMs: number; hopMs: number } {
  const modelMs = Math.round(model.windowSeconds * 1000)
  const windowMs = windowS === undefined ? modelMs : Math.round(windowS * 1000)
  if (windowMs > modelMs) throw tooLong('windowS', windowS, `the model's ${modelMs / 1000} s`)
  const hopMs = hopS === undefined ? windowMs : Math.round(hopS * 1000)
  if (hopMs > windowMs) throw tooLong('hopS', hopS, `the window's ${windowMs / 1000} s`)
  return { windowMs, hopMs }
}

function tooLong(field: string, value: unknown, limit: string) {
  const message = `${field} must be at most ${limit}; received ${value}.`
  return invalidRequest([{ field, value, message }])
}
