/** Memory for windows that is used again and again: touching fresh memory for each costs more than cutting it. */
export interface WindowMemory {
  /** @returns room for a whole window, with anything in it */
  take(): Float32Array
  /** Takes a window back that nobody reads any more. One that is never given back is lost to the garbage collector. */
  give(samples: Float32Array): void
}

export function createWindowMemory(windowSamples: number): WindowMemory {
  const free: Float32Array[] = []
  return {
    take: () => free.pop() ?? new Float32Array(windowSamples),
    give: (samples) => void free.push(new Float32Array(samples.buffer)),
  }
}
