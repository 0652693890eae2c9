import { Tally } from '../http/tally.js'
import { tooMany } from '../http/too-many.js'

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
  const taken = new Tally()

  return {
    take(keyId) {
      const own = taken.of(keyId)
      if (taken.total >= places) {
        throw tooMany(
          `${taken.total} listen already, as many as may (API_LISTENERS).`,
          RETRY_AFTER_S,
        )
      }
      if (own >= keyPlaces) {
        const message = `${own} listen with this API key already, as many as one may have.`
        throw tooMany(message, RETRY_AFTER_S)
      }
      taken.add(keyId)
      let isTaken = true
      return () => {
        if (isTaken) taken.remove(keyId)
        isTaken = false
      }
    },
  }
}
