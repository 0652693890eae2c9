import { type Detection, type HeardWindow, type InputEvent, SILENCE_DB } from '@earmark/listen'
import { cleanJson, cleanText, formatDuration, writeText } from '@earmark/terminal'
import type { Context } from '../../context.js'
import { createLatencyMeter } from './latency-meter.js'

export interface Reporter {
  begin: (listening: {
    model: string
    labels: number
    windowing: { windowS: number; hopS: number }
  }) => void
  open: (sound: Extract<InputEvent, { type: 'open' }>) => void
  window: (window: HeardWindow, tracked: { begun: Detection[]; ended: Detection[] }) => void
  lost: (loss: Extract<InputEvent, { type: 'lost' }>, ended: Detection[]) => void
  /** @param windows how many nobody heard, since the model is slower than the sound */
  dropped: (windows: number) => void
  end: () => void
  /** Resolves when all lines were taken in. */
  written: () => Promise<void>
}

/** What is slow is said no more often than this. */
const DROPPED_EVERY_MS = 10_000
/** For how long, from which on a person is told that nothing sounds. */
const SILENCE_S = 10

/** Says what is heard: detections on stdout, and what becomes of the listening on stderr. */
export function createReporter(
  { stdout, stderr, style }: Pick<Context, 'stdout' | 'stderr' | 'style'>,
  { name, showsEnds, isJson }: { name: string; showsEnds: boolean; isJson: boolean },
): Reporter {
  const latency = createLatencyMeter()
  let lastWrite = Promise.resolve()
  let hasBegun = false
  let opened = 0
  let detections = 0
  let droppedWindows = 0
  let toldDropsAtMs = Number.NEGATIVE_INFINITY
  let silentFromS: number | null = null
  let hasToldSilence = false

  const say = (sentence: string) => stderr.write(`${cleanText(sentence)}\n`)

  function tell(event: 'begin' | 'end', detection: Detection, latencyMs: number | null): void {
    const at = new Date(Date.now() - (latencyMs ?? 0))
    const line = isJson ? toJson(event, detection, at, latencyMs) : toText(event, detection, at)
    lastWrite = writeText(stdout, `${line}\n`)
  }

  function toText(event: 'begin' | 'end', detection: Detection, at: Date): string {
    const { label, probability, startS, endS } = detection
    const percent = `${(probability * 100).toFixed(0)} %`
    const time = style.dim(at.toTimeString().slice(0, 8))
    const shown = style.bold(cleanText(label))
    if (event === 'begin') return `${time}  ${shown}  ${style.green(percent)}`
    return `${time}  ${shown} ${style.dim(`ended after ${formatDuration(endS - startS)}, ${percent} at most`)}`
  }

  function noteSilence({ levelDb, startS, endS }: HeardWindow): void {
    if (levelDb >= SILENCE_DB) {
      if (hasToldSilence) say(`${name} sounds again.`)
      silentFromS = null
      hasToldSilence = false
      return
    }
    silentFromS ??= startS
    if (hasToldSilence || endS - silentFromS < SILENCE_S) return
    hasToldSilence = true
    say(`${name} has been silent for ${formatDuration(endS - silentFromS)}.`)
  }

  return {
    begin({ model, labels, windowing: { windowS, hopS } }) {
      hasBegun = true
      say(
        `Listening to ${name} for ${labels} ${labels === 1 ? 'label' : 'labels'} with ${model}, ${windowS} s at once, every ${hopS} s. Ctrl-C ends it.`,
      )
    },
    open({ codec, sampleRate, channels }) {
      const sound = `${codec}, ${sampleRate} Hz, ${channels} ${channels === 1 ? 'channel' : 'channels'}`
      say(opened++ === 0 ? `It sounds: ${sound}.` : `${name} is back: ${sound}.`)
    },
    window(window, { begun, ended }) {
      latency.add(window.latencyMs)
      detections += begun.length
      noteSilence(window)
      if (showsEnds) for (const one of ended) tell('end', one, null)
      for (const one of begun) tell('begin', one, window.latencyMs)
    },
    lost({ reason, waitMs }, ended) {
      if (showsEnds) for (const one of ended) tell('end', one, null)
      say(`${reason} Trying again in ${waitMs / 1000} s.`)
    },
    dropped(windows) {
      droppedWindows += windows
      if (performance.now() - toldDropsAtMs < DROPPED_EVERY_MS) return
      toldDropsAtMs = performance.now()
      say(
        `The model is slower than the sound: ${droppedWindows} windows were not heard so far. Take a longer --hop, or a smaller model.`,
      )
    },
    end() {
      if (!hasBegun) return
      const { windows, medianMs, slowMs } = latency.read()
      const behind =
        windows === 0
          ? ''
          : `, scored ${medianMs} ms behind the sound (median; 95 % within ${slowMs} ms)`
      const unheard = droppedWindows === 0 ? '' : `, ${droppedWindows} not heard`
      say(`${windows} windows${behind}${unheard}; ${detections} detections.`)
    },
    written: () => lastWrite,
  }
}

function toJson(
  event: 'begin' | 'end',
  { label, probability, startS, endS }: Detection,
  at: Date,
  latencyMs: number | null,
): string {
  return cleanJson({
    event,
    at: at.toISOString(),
    label,
    probability: Number(probability.toFixed(5)),
    start_s: startS,
    end_s: endS,
    latency_ms: latencyMs === null ? null : Math.round(latencyMs),
  })
}
