import { dotProduct } from '../scores/cosine-similarity.js'
import type { BackgroundWindow, Detector } from './detector.js'

/** Logits for each standard deviation by which a similarity stands out of the archive. */
const LOGITS_A_DEVIATION = 1.5
/** Deviations above the archive's mean at which a label is as likely there as not. */
const EVEN_AT_DEVIATIONS = 2
/** Deviation of a label's similarity where little is known of the archive, and for how many windows that counts. */
const USUAL_DEVIATION = 0.15
const ASSUMED_WINDOWS = 4

/**
 * What words alone say, as a detector: how far a window's similarity stands out of what it is all over the archive.
 * The two constants are fitted to the embedded model on real clips (docs/decisions/words-are-the-prior.md).
 *
 * @param words [dimensions]: the label's vector, of length one
 * @param background a random sample of the archive; with none, every label's similarity is taken to be about 0 ± 0.15
 */
export function wordsDetector(
  words: Float32Array,
  background: readonly Pick<BackgroundWindow, 'embedding'>[],
): Detector {
  const similarities = background.map(({ embedding }) => dotProduct(embedding, words))
  const count = similarities.length
  const mean = similarities.reduce((sum, value) => sum + value, 0) / Math.max(1, count)
  const squares = similarities.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = Math.sqrt(
    (squares + ASSUMED_WINDOWS * USUAL_DEVIATION ** 2) / (count + ASSUMED_WINDOWS),
  )
  const slope = LOGITS_A_DEVIATION / deviation
  return {
    weights: words.map((value) => slope * value),
    offset: -slope * (mean + EVEN_AT_DEVIATIONS * deviation),
  }
}
