import type { BackgroundWindow, DetectorExample } from '../../src/detectors/detector.js'

export const DIMENSIONS = 16

/**
 * An archive whose third windows hold a label: its sound lies along axis 0, its words halfway between that and axis 1, where
 * something else lies that the archive is full of.
 */
export function smallArchive(count: number, { from = 0 } = {}): DetectorExample[] {
  return Array.from({ length: count }, (_, at) => {
    const n = from + at
    const isPositive = n % 3 === 0
    const values = Array.from({ length: DIMENSIONS }, (_, i) => Math.sin(n * (i + 2) * 1.3 + i))
    values[0]! += isPositive ? 2 : 0
    values[1]! += 2 * Math.cos(n * 0.7)
    const length = Math.hypot(...values)
    const embedding = Float32Array.from(values, (value) => value / length)
    return { embedding, isPositive, objectId: `object ${String(n).padStart(4, '0')}` }
  })
}

export const backgroundOf = (windows: readonly DetectorExample[]): BackgroundWindow[] =>
  windows.map(({ embedding, objectId }) => ({ embedding, objectId: `unheard ${objectId}` }))

export const WORDS = Float32Array.from({ length: DIMENSIONS }, (_, i) => (i < 2 ? Math.SQRT1_2 : 0))
