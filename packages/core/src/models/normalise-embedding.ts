import { vectorNorm } from '../scores/cosine-similarity.js'
import { EMBEDDING_DIMENSIONS } from './model.js'
import { modelUnsupported } from './model-file.js'

/**
 * An embedding of length one, as a new array: a session's output may live in its arena.
 *
 * @throws EarmarkError MODEL_UNSUPPORTED where the tower's answer is no embedding
 */
export function normaliseEmbedding(raw: unknown, file: string): Float32Array {
  if (!(raw instanceof Float32Array) || raw.length !== EMBEDDING_DIMENSIONS) {
    const length = raw instanceof Float32Array ? raw.length : typeof raw
    throw modelUnsupported(
      `${file} answered with ${length} numbers instead of ${EMBEDDING_DIMENSIONS}.`,
    )
  }
  const norm = vectorNorm(raw)
  if (!Number.isFinite(norm) || norm === 0) {
    throw modelUnsupported(`${file} answered with an embedding of length ${norm}.`)
  }
  return raw.map((x) => x / norm)
}
