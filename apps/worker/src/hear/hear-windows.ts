import type { AudioWindow, WindowMemory } from '@earmark/core'
import type { HeardWindow } from '@earmark/db'
import type { InferencePool } from '@earmark/inference'

/**
 * Windows → embeddings, or a classifier's logits, in time order. Reads further windows only as the pool takes them, so that memory
 * does not grow with an object's length; a window equal to the one before it, such as digital silence, is
 * not heard again.
 *
 * @param memory gets a window back when it is needed no more
 */
export async function hearWindows(
  pool: InferencePool,
  windows: AsyncIterable<AudioWindow> | Iterable<AudioWindow>,
  signal: AbortSignal,
  memory?: WindowMemory,
): Promise<HeardWindow[]> {
  const heard: Promise<HeardWindow>[] = []
  const underWay = new Set<Promise<unknown>>()
  let last: { samples: Float32Array; said: Promise<Said>; settled: Promise<unknown> } | null = null
  try {
    for await (const { index, startS, endS, samples } of windows) {
      if (last && isEqual(last.samples, samples)) {
        memory?.give(samples)
      } else {
        const previous = last
        if (previous) void previous.settled.then(() => memory?.give(previous.samples))
        const said = runModel(pool, samples, signal)
        const settled: Promise<unknown> = said.then(
          () => underWay.delete(settled),
          () => underWay.delete(settled),
        )
        underWay.add(settled)
        last = { samples, said, settled }
      }
      const window = last.said.then((said) => ({ index, startS, endS, ...said }))
      // Its failure is thrown below, when all are awaited in order.
      window.catch(() => {})
      heard.push(window)
      if (underWay.size >= pool.callsAhead) await Promise.race(underWay)
    }
    return await Promise.all(heard)
  } finally {
    await Promise.all(underWay)
  }
}

type Said = { embedding: Float32Array } | { logits: Float32Array }

async function runModel(
  pool: InferencePool,
  samples: Float32Array,
  signal: AbortSignal,
): Promise<Said> {
  if (pool.model.kind === 'classifier') return { logits: await pool.classify(samples, { signal }) }
  return { embedding: await pool.embed(samples, { signal }) }
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && Buffer.compare(bytesOf(a), bytesOf(b)) === 0
}

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
