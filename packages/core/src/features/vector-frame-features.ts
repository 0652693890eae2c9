import { type CreateFrameFeatures, DB_PER_NEPER, LOWEST_POWER } from './frame-features.js'
import { frameFeaturesModule } from './frame-features-module.js'
import { transformTables } from './power-spectrum.js'
import { POWER_SCALE } from './separate-spectra.js'

type Table = Float32Array | Float64Array | Int32Array

type Exports = Record<string, WebAssembly.Global> & {
  computeFeatures: (first: number, second: number) => void
}

const PAGE_BYTES = 64 * 1024
const VECTOR_BYTES = 16
const SAMPLE_BYTES = Float32Array.BYTES_PER_ELEMENT
/** The compiler takes addresses below it for none that anything lies at. */
const FIRST_BYTE = 1024

const code = Uint8Array.from(atob(frameFeaturesModule), (character) => character.charCodeAt(0))

/** Whether this machine's WebAssembly knows vectors. */
export function hasVectors(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(code)
}

/** Two frames side by side, in WebAssembly (simd/frame-features.ts). */
export const createVectorFrameFeatures: CreateFrameFeatures = (spec, filters, window) => {
  const { windowSamples, fftSize } = spec
  const { half, order, passes, separation } = transformTables(fftSize)
  const { memory, tables, addresses } = layOut({
    windowAt: window,
    orderAt: order,
    twiddlesAt: Float64Array.from(passes.flatMap(({ twiddles }) => [...twiddles])),
    cosAt: separation.cos,
    sinAt: separation.sin,
    firstBinAt: filters.firstBin,
    firstWeightAt: filters.firstWeight,
    weightsAt: filters.weights,
    spectrumAt: new Float64Array(4 * half),
    powerAt: new Float64Array(2 * half),
    energiesAt: new Float64Array(2 * filters.bands),
    featuresAt: new Float32Array(2 * filters.bands),
    samplesAt: new Float32Array(windowSamples + fftSize),
  })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  const { computeFeatures, ...globals } = exports as unknown as Exports
  const { samplesAt, ...placed } = addresses
  const settings = {
    ...placed,
    half,
    bins: filters.binCount,
    bands: filters.bands,
    scale: 1 / POWER_SCALE,
    lowest: LOWEST_POWER,
    decibels: DB_PER_NEPER,
  }
  for (const [name, value] of Object.entries(settings)) globals[name]!.value = value
  return {
    samples: tables.samplesAt,
    features: tables.featuresAt,
    compute(first, second) {
      computeFeatures(samplesAt + first * SAMPLE_BYTES, samplesAt + second * SAMPLE_BYTES)
    },
  }
}

/** Puts tables into one memory, each where a vector may begin. */
function layOut<Tables extends Record<string, Table>>(tables: Tables) {
  const names = Object.keys(tables) as (keyof Tables)[]
  const addresses = {} as Record<keyof Tables, number>
  let end = FIRST_BYTE
  for (const name of names) {
    addresses[name] = end
    end += Math.ceil(tables[name]!.byteLength / VECTOR_BYTES) * VECTOR_BYTES
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES) })
  const placed = {} as Tables
  for (const name of names) {
    const table = tables[name]!
    const View = table.constructor as new (b: ArrayBuffer, at: number, n: number) => Table
    const view = new View(memory.buffer, addresses[name], table.length)
    view.set(table)
    placed[name] = view as Tables[typeof name]
  }
  return { memory, tables: placed, addresses }
}
