import { EarmarkError, expandTemplate, type LabelSetContent, validateLabelSet } from '@earmark/core'
import { createInferencePool, type InferencePool } from '@earmark/inference'
import {
  type Question as Asked,
  askOwnLabels,
  askWords,
  createDetectionTracker,
  createListener,
  followInput,
  type NamedInput,
} from '@earmark/listen'
import type { Context } from '../../context.js'
import type { Question } from '../../options/read-question.js'
import { commonBackground, unlike } from './background.js'
import type { Reporter } from './report-sound.js'

type Listening = {
  input: NamedInput
  question: Question
  /** What labels are weighed against; common sounds where not given. */
  background: readonly string[] | undefined
  windowing: { windowS: number; hopS: number }
  threshold: number
}

/** An input that gives no sound for so long is opened again. */
const SILENT_MS = 10_000
/** Sound that is further ahead of the clock than this is no live sound: it waits until what came before was heard. */
const LIVE_AHEAD_S = 1

/**
 * Listens until Ctrl-C.
 *
 * @throws EarmarkError where the input cannot be listened to, or the model cannot run
 */
export async function listenTo(
  { readConfig, signal }: Pick<Context, 'readConfig' | 'signal'>,
  { input, question, background, windowing, threshold }: Listening,
  reporter: Reporter,
): Promise<void> {
  const { model } = question
  const config = await readConfig()
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const pool = await createInferencePool({ modelDir: model.dir, dtype: model.dtype, processes: 1 })
  try {
    const { asked, labels } = await ask(pool, question, background)
    const tracker = createDetectionTracker({ threshold, labels })
    const listener = createListener({
      sampleRate: model.sampleRate,
      ...windowing,
      question: asked,
      async hear(samples) {
        // A reader of our lines that has stopped reading stops us too, rather than fill memory.
        await reporter.written()
        return model.kind === 'clap' ? pool.embed(samples) : pool.classify(samples)
      },
      onWindow: (window) => reporter.window(window, tracker.add(window)),
      onDropped: (windows) => reporter.dropped(windows.length),
      onFailure(error) {
        if (isPassing(error)) reporter.dropped(1)
        else failed.abort(error)
      },
    })
    const events = followInput(input, {
      sampleRate: model.sampleRate,
      silentMs: SILENT_MS,
      ffmpegPath: config.ffmpegPath,
      environment: config.soundEnvironment,
      signal: stop,
    })
    reporter.begin({ model: model.name, labels: labels.length, windowing })
    for await (const event of events) {
      if (event.type === 'open') reporter.open(event)
      if (event.type === 'sound') {
        listener.push(event.samples)
        if (event.aheadS > LIVE_AHEAD_S) await listener.settle()
      }
      if (event.type === 'lost') {
        listener.gap()
        await listener.settle()
        reporter.lost(event, tracker.gap())
      }
    }
  } catch (error) {
    if (!signal.aborted) throw failed.signal.aborted ? failed.signal.reason : error
  } finally {
    await pool.close()
    reporter.end()
  }
}

/** A process that died is replaced: the next window is heard. */
function isPassing(error: unknown): boolean {
  return error instanceof EarmarkError && error.code === 'INFERENCE_CRASHED'
}

/** @returns what windows are compared with, and of its labels those that were asked for */
async function ask(
  pool: InferencePool,
  question: Question,
  background: readonly string[] | undefined,
): Promise<{ asked: Asked; labels: readonly string[] }> {
  if (question.labelSet === null) {
    return { asked: askOwnLabels(question.model), labels: question.model.labels }
  }
  const { labels, template } = question.labelSet
  const others = validateBackground(background ?? commonBackground, question.labelSet)
  const prompts = [...labels, ...others].map((label) => expandTemplate(template, label))
  const vectors = await pool.embedTexts(prompts)
  const asked = vectors.slice(0, labels.length)
  const behind = others.map((label, at) => ({ label, vector: vectors[labels.length + at]! }))
  // What somebody chose to weigh labels against is taken as it is.
  const kept = background === undefined ? unlike(behind, asked) : behind
  const all = [...asked, ...kept.map(({ vector }) => vector)]
  const names = [...labels, ...kept.map(({ label }) => label)]
  return { asked: askWords(question.model, names, all), labels }
}

function validateBackground(
  background: readonly string[],
  { labels, template }: LabelSetContent,
): string[] {
  const others = background.filter((label) => !labels.includes(label.trim()))
  return others.length === 0 ? [] : validateLabelSet({ labels: others, template }).labels
}
