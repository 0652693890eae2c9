import type { LogMelSpec } from './log-mel-spec.js'
import type { MelFilters } from './pack-mel-filters.js'

/** Computes the features of frames, two at a time. */
export interface FrameFeatures {
  /** [windowSamples + fftSize]: what the frames lie in, for the caller to fill. */
  readonly samples: Float32Array
  /** [2, bands]: what mel bands let through of the first and of the second frame, in dB. */
  readonly features: Float32Array
  /** @param first the sample that the first frame begins with, as `second` does for the second */
  compute: (first: number, second: number) => void
}

/** Of a power; -100 dB. */
export const LOWEST_POWER = 1e-10
// Math.log is twice as fast as Math.log10, and 1e-15 apart.
export const DB_PER_NEPER = 10 / Math.LN10

export type CreateFrameFeatures = (
  spec: Pick<LogMelSpec, 'windowSamples' | 'fftSize'>,
  filters: MelFilters,
  /** fftSize factors, such as a Hann window. */
  window: Float64Array,
) => FrameFeatures
