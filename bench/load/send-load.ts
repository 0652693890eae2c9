import autocannon from 'autocannon'

/** What a kind of request got. Times in milliseconds, from a request's first byte to its answer's last. */
export interface Answered {
  perS: number
  errors5xx: number
  /** 4xx, and requests that got no answer. */
  refused: number
  p50Ms: number
  p99Ms: number
  maxMs: number
}

type Load = Pick<autocannon.Options, 'connections' | 'overallRate' | 'requests'> & {
  url: string
  key: string
  seconds: number
}

/**
 * Sends so many requests a second over so many connections, each connection one after the other. autocannon sends those of
 * a second at its beginning, as quickly as they are answered: a burst each second, which is harder than an even flow.
 */
export async function sendLoad({ key, seconds, ...load }: Load): Promise<Answered> {
  const result = await autocannon({
    ...load,
    duration: seconds,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    // Its correction takes every connection to send each millisecond. What was not sent shows in the rate instead.
    ignoreCoordinatedOmission: true,
  })
  return {
    // Over the time that was asked for: its own average is one of samples, of which the last is cut.
    perS: result.requests.total / seconds,
    errors5xx: result['5xx'],
    refused: result['4xx'] + result.errors,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
  }
}
