import type { InferencePool } from '@earmark/inference'

export interface LazyInference {
  /** The pool, started at the first call; where that failed, the next call tries again. */
  get: () => Promise<InferencePool>
  close: () => Promise<void>
}

/** Inference that does not hold up a start: the API answers from the first moment, clips as soon as the model is loaded. */
export function createLazyInference(start: () => Promise<InferencePool>): LazyInference {
  let pool: Promise<InferencePool> | undefined
  let isClosed = false
  return {
    get() {
      if (isClosed) return Promise.reject(new Error('The API is stopping.'))
      pool ??= start().catch((error) => {
        pool = undefined
        throw error
      })
      return pool
    },
    async close() {
      isClosed = true
      const opened = await pool?.catch(() => undefined)
      await opened?.close()
    },
  }
}
