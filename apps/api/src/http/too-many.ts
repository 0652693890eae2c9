import { HttpProblem } from './http-problem.js'

/** 429: as many are at it as may. */
export function tooMany(message: string, retryAfterS: number): HttpProblem {
  return new HttpProblem(
    429,
    'TOO_MANY_REQUESTS',
    `${message} Try again in ${retryAfterS} seconds.`,
    { headers: { 'retry-after': String(retryAfterS) } },
  )
}
