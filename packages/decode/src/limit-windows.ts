import { longestClipSamples, type WindowSpec } from '@earmark/core'
import type { DecodeOptions } from './decode-options.js'

/**
 * Limits audio to what gives no more windows than are allowed: known before anything is heard where the container says how
 * long it is, and otherwise as soon as more has come.
 *
 * @param setBy what sets the limit, such as the variable MAX_WINDOWS
 */
export function limitWindows<Options extends Pick<DecodeOptions, 'maxDurationS'>>(
  options: Options,
  spec: WindowSpec,
  { maxWindows, setBy }: { maxWindows: number; setBy: string },
): Options & Pick<DecodeOptions, 'tooLongBecause'> {
  const longestS = longestClipSamples(spec, maxWindows) / spec.sampleRate
  if (options.maxDurationS <= longestS) return options
  const seconds = (samples: number) => `${Number((samples / spec.sampleRate).toFixed(3))} s`
  const windows = `more than ${maxWindows.toLocaleString('en')} windows of ${seconds(spec.windowSamples)}, one every ${seconds(spec.hopSamples)}`
  const tooLongBecause = `It would have ${windows}. ${setBy} sets the limit; take longer windows or steps.`
  return { ...options, maxDurationS: longestS, tooLongBecause }
}
