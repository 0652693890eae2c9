import { HttpProblem } from '../http/http-problem.js'

const RETRY_AFTER_S = 10

export interface Places {
  /**
   * @returns gives the place back; more than once does no harm
   * @throws HttpProblem 429 where as many listen as may, of all or of this key
   */
  take: (keyId: number) => () => void
}

/** Places to listen: of all of them one key has half at most, so that no key has the model's ear to itself. */
export function createPlaces(places: number): Places {
  const keyPlaces = Math.ceil(places / 2)
  const taken = new Map<number, number>()
  let total = 0

  function give(keyId: number): void {
    total--
    const left = (taken.get(keyId) ?? 0) - 1
    if (left > 0) taken.set(keyId, left)
    else taken.delete(keyId)
  }

  return {
    take(keyId) {
      const own = taken.get(keyId) ?? 0
      if (total >= places) throw tooMany(`${total} listen already, as many as may (API_LISTENERS).`)
      if (own >= keyPlaces) {
        throw tooMany(`${own} listen with this API key already, as many as one may have.`)
      }
      total++
      taken.set(keyId, own + 1)
      let isTaken = true
      return () => {
        if (isTaken) give(keyId)
        isTaken = false
      }
    },
  }
}

function tooMany(message: string): HttpProblem {
  return new HttpProblem(
    429,
    'TOO_MANY_REQUESTS',
    `${message} Try again in ${RETRY_AFTER_S} seconds.`,
    { headers: { 'retry-after': String(RETRY_AFTER_S) } },
  )
}
