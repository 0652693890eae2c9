import type { LiveWindow } from '../live-state'

/** dB of full scale: no microphone that is on is as quiet. */
const SILENCE_DB = -80
const SILENT_S = 3

/** Whether nothing but silence has come for some seconds: a model guesses in it. */
export function isSilent(
  windows: readonly Pick<LiveWindow, 'levelDb' | 'beginS' | 'endS'>[],
): boolean {
  const last = windows.at(-1)
  if (!last) return false
  const lately = windows.filter(({ endS }) => endS > last.endS - SILENT_S)
  const isLong = last.endS - lately[0]!.beginS >= SILENT_S
  return isLong && lately.every(({ levelDb }) => levelDb === null || levelDb < SILENCE_DB)
}
