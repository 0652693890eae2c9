export interface LogMelSpec {
  /** Hz */
  sampleRate: number
  windowSamples: number
  fftSize: number
  hopSamples: number
  melBands: number
  minHz: number
  maxHz: number
}

/** What laion/clap-htsat-unfused and its kin were trained with. */
export const clapLogMel: LogMelSpec = {
  sampleRate: 48_000,
  windowSamples: 480_000,
  fftSize: 1024,
  hopSamples: 480,
  melBands: 64,
  minHz: 0,
  maxHz: 14_000,
}

export function frameCount(spec: LogMelSpec): number {
  return 1 + Math.floor(spec.windowSamples / spec.hopSamples)
}
