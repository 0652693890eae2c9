/** Times the features of a full window in a process of its own, as inference processes make them; answers with the median, in ms. */
import { clapLogMel, createLogMel } from '@earmark/core'
import { median } from './figures.js'

const ROUNDS = 60

const logMel = createLogMel(clapLogMel)
const samples = Float32Array.from(
  { length: clapLogMel.windowSamples },
  (_, i) => Math.sin(i / 20) / 4 + Math.sin(i * i) / 10,
)
const times = Array.from({ length: ROUNDS }, () => {
  const begun = performance.now()
  logMel(samples)
  return performance.now() - begun
})
// The first ones are run before the compiler has seen the code often enough.
process.send?.({ ms: median(times.slice(ROUNDS / 3)) })
process.disconnect?.()
