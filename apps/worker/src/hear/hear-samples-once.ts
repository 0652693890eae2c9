import { createHash } from 'node:crypto'
import { cutClip } from '@earmark/core'
import { findEqualSamples, type HeardWindow } from '@earmark/db'
import type { HearDeps } from './hear-deps.js'
import { hearWindows } from './hear-windows.js'
import { type Windowing, windowSpecOf } from './windowing.js'

export type HeardSamples = { samplesSha256: Buffer; windows: Promise<HeardWindow[]> }

/** Hears samples once, in this chunk and ever, whatever file they came in: equal ones have what the first had. */
export function createHearSamplesOnce(
  deps: Pick<HearDeps, 'db' | 'pool'>,
  windowing: Windowing,
  signal: AbortSignal,
): (samples: Float32Array) => HeardSamples {
  const heardHere = new Map<string, Promise<HeardWindow[]>>()
  return (samples) => {
    const samplesSha256 = hash(samples)
    const id = samplesSha256.toString('base64')
    const known = heardHere.get(id)
    if (known !== undefined) return { samplesSha256, windows: known }
    const windows = hearUnlessHeard(deps, windowing, { samples, samplesSha256 }, signal)
    heardHere.set(id, windows)
    // Whoever waits for it is told; nobody may be waiting yet.
    windows.catch(() => {})
    return { samplesSha256, windows }
  }
}

async function hearUnlessHeard(
  { db, pool }: Pick<HearDeps, 'db' | 'pool'>,
  windowing: Windowing,
  { samples, samplesSha256 }: { samples: Float32Array; samplesSha256: Buffer },
  signal: AbortSignal,
): Promise<HeardWindow[]> {
  const equal = await findEqualSamples(db, { ...windowing, samplesSha256 })
  if (equal) return equal
  return hearWindows(pool, cutClip(samples, windowSpecOf(pool, windowing)), signal)
}

function hash(samples: Float32Array): Buffer {
  return createHash('sha256')
    .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    .digest()
}
