import type { KnownSound } from './make-stream.js'

/** A label that was told of, with the window it was told for. */
export interface Told {
  label: string
  startS: number
  endS: number
}

/** A codec shifts what it carries by some milliseconds. */
const SHIFT_S = 0.2

/** @returns the sounds that nothing was told of in a window that reaches into them */
export function findMissed(sounds: readonly KnownSound[], told: readonly Told[]): KnownSound[] {
  return sounds.filter(
    ({ label, startS, endS }) =>
      !told.some(
        (one) => one.label === label && one.startS < endS + SHIFT_S && one.endS > startS - SHIFT_S,
      ),
  )
}
