import type { Metrics } from './metrics.js'

/** What happens to an object, in this order. */
export type Stage = 'fetch' | 'decode' | 'features' | 'inference' | 'write'

/** Notes how long some work took, whatever came of it. */
export async function timeStage<Result>(
  metrics: Metrics | undefined,
  stage: Stage,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!metrics) return work()
  const startedAt = performance.now()
  try {
    return await work()
  } finally {
    metrics.observe('earmark_stage_duration_seconds', { stage }, since(startedAt))
  }
}

/** Notes for each value how long it was waited for: what its consumer does meanwhile does not count. */
export async function* timeEach<Value>(
  metrics: Metrics | undefined,
  stage: Stage,
  values: AsyncIterable<Value>,
): AsyncGenerator<Value> {
  let startedAt = performance.now()
  for await (const value of values) {
    metrics?.observe('earmark_stage_duration_seconds', { stage }, since(startedAt))
    yield value
    startedAt = performance.now()
  }
}

/** Notes once, at the end, how long all values were waited for. */
export async function* timeAll<Value>(
  metrics: Metrics | undefined,
  stage: Stage,
  values: AsyncIterable<Value>,
): AsyncGenerator<Value> {
  let waited = 0
  let startedAt = performance.now()
  try {
    for await (const value of values) {
      waited += since(startedAt)
      yield value
      startedAt = performance.now()
    }
  } finally {
    metrics?.observe('earmark_stage_duration_seconds', { stage }, waited)
  }
}

function since(startedAt: number): number {
  return (performance.now() - startedAt) / 1000
}
