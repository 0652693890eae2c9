import type { CreateFrameFeatures } from './frame-features.js'
import { createScalarFrameFeatures } from './scalar-frame-features.js'
import { createVectorFrameFeatures, hasVectors } from './vector-frame-features.js'

/** By WebAssembly's vectors where this machine has them, which takes half the time; the features are the same to the bit. */
export const createFrameFeatures: CreateFrameFeatures = (...all) =>
  hasVectors() ? createVectorFrameFeatures(...all) : createScalarFrameFeatures(...all)
