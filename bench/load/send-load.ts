import { setTimeout } from 'node:timers/promises'
import autocannon from 'autocannon'

/**
 * What a kind of request got. Times in milliseconds, from a request's first byte to its answer's last; those of the stream that
 * fared worst.
 */
export interface Answered {
  perS: number
  errors5xx: number
  /** 4xx, and requests that got no answer. */
  refused: number
  p50Ms: number
  p99Ms: number
  maxMs: number
}

type Load = {
  /** What a stream sends, one after the other and then again. A long list takes autocannon a second to begin with. */
  requestsOf: (stream: number) => autocannon.Request[]
  /** Multiples of the streams, as is the rate. */
  connections: number
  /** A second. */
  overallRate: number
  url: string
  key: string
  seconds: number
}

/** autocannon sends what a second is to have at the second's beginning. Several at different moments make an even flow. */
export const STREAMS = 10

/** Sends so many requests a second over so many connections, each connection one after the other. */
export async function sendLoad(load: Load): Promise<Answered> {
  const streams = await Promise.all(
    Array.from({ length: STREAMS }, async (_, n) => {
      await setTimeout((1000 * n) / STREAMS)
      return sendStream(load, n)
    }),
  )
  const sum = (of: (result: autocannon.Result) => number) =>
    streams.reduce((total, result) => total + of(result), 0)
  const most = (of: (result: autocannon.Result) => number) => Math.max(...streams.map(of))
  return {
    // Over the time that was asked for: its own average is one of samples, of which the last is cut.
    perS: sum(({ requests }) => requests.total) / load.seconds,
    errors5xx: sum((result) => result['5xx']),
    refused: sum((result) => result['4xx'] + result.errors),
    p50Ms: most(({ latency }) => latency.p50),
    p99Ms: most(({ latency }) => latency.p99),
    maxMs: most(({ latency }) => latency.max),
  }
}

function sendStream(
  { key, seconds, connections, overallRate, url, requestsOf }: Load,
  stream: number,
) {
  return autocannon({
    url,
    requests: requestsOf(stream),
    connections: connections / STREAMS,
    overallRate: overallRate / STREAMS,
    duration: seconds,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    // Its correction takes every connection to send each millisecond. What was not sent shows in the rate instead.
    ignoreCoordinatedOmission: true,
  })
}
