import { setMaxListeners } from 'node:events'
import { rm } from 'node:fs/promises'
import {
  type Dtype,
  EarmarkError,
  type ExecutionProvider,
  expectClap,
  expectClassifier,
  type Model,
  readModel,
  reasonOf,
} from '@earmark/core'
import { type RunFigures, startInferenceProcess } from './inference-process.js'
import { type Preparation, prepareModel, withPreparedTower } from './prepare-model.js'
import type { Call } from './run.js'
import { createRunPace } from './run-pace.js'
import { type InferencePoolEvent, runProcesses } from './run-processes.js'

export interface InferencePoolOptions {
  modelDir: string
  /** Default: see readModel. */
  dtype?: Dtype
  /** How many processes; availableCores() says how many make sense. */
  processes: number
  /**
   * Windows that a process is given at once, at most. More than one gains nothing on a CPU, where it is the default; a GPU
   * is idle most of the time without: 8 on cuda and dml. Classifiers take their windows one by one in any case.
   */
  windowsPerRun?: number
  /** A process that holds more is replaced by a fresh one, between calls. Default: no limit. */
  maxRssMb?: number
  /**
   * A run that takes longer, and longer than 20 runs usually do, hangs: its process is replaced, and the run is tried once
   * more by another. Default: 60,000.
   */
  runDeadlineMs?: number
  /** How far the processes stand behind others for a core: 0 to 19, as in nice(1). Default: 0. */
  niceness?: number
  /** Default: cpu. */
  executionProvider?: ExecutionProvider
  onEvent?: (event: InferencePoolEvent) => void
  /** Told once of a large CLAP on a CPU: from which file it is opened, and if from its own, why. */
  onPreparation?: (preparation: Preparation) => void
  /** Told of every run, whatever came of it. */
  onRun?: (figures: RunFigures) => void
}

export interface CallOptions {
  signal?: AbortSignal | undefined
}

export interface InferencePool {
  model: Model
  /** Processes wanted. */
  size: number
  /** Calls to have under way, so that no process waits for the next. */
  callsAhead: number
  /**
   * Embeds a window of mono samples at the model's rate, 1 to windowSamples of them, unpadded, where the model is a CLAP.
   * Leave the samples alone until the promise settles.
   *
   * @returns [512], of length one
   * @throws EarmarkError INFERENCE_CRASHED where the process died in this very call, or two hung in it; WORKER_FAULT where none can be started; CANCELLED where the signal aborts
   *   or the pool is closed; MODEL_UNSUPPORTED where the model is a classifier; otherwise
   *   as AudioTower.embed. RangeError for no samples or too many
   */
  embed(samples: Float32Array, options?: CallOptions): Promise<Float32Array>
  /**
   * Classifies such a window, where the model is a classifier.
   *
   * @returns a logit for each of the model's labels
   * @throws as embed; MODEL_UNSUPPORTED where the model is none
   */
  classify(samples: Float32Array, options?: CallOptions): Promise<Float32Array>
  /** Embeds prompts, in their order. @throws as embed */
  embedTexts(prompts: readonly string[], options?: CallOptions): Promise<Float32Array[]>
  /** Takes no more calls, finishes those there are, and ends the processes. */
  close(): Promise<void>
  /** Of the processes that take calls now. */
  pids(): number[]
  /** Memory of all processes, as each said it with its last answer. */
  rssBytes(): number
}

/** Prompts of one message: a long list neither holds a process for minutes nor is lost whole with it. */
const PROMPTS_PER_CALL = 16

const RUN_DEADLINE_MS = 60_000
/** A model may lie on a disk far away. */
const START_FACTOR = 10

/** Core ML compiles a graph for each shape that it meets. */
const WINDOWS_PER_RUN: Record<ExecutionProvider, number> = { cpu: 1, cuda: 8, coreml: 1, dml: 8 }

/**
 * Starts processes that embed windows and prompts, each on one thread, so that inference never blocks the caller's
 * event loop and a crash takes one call with it and nothing else.
 *
 * @throws EarmarkError MODEL_INVALID or MODEL_UNSUPPORTED where the model or the execution provider cannot be had
 */
export async function createInferencePool(options: InferencePoolOptions): Promise<InferencePool> {
  const { modelDir, dtype, processes: size, executionProvider = 'cpu' } = options
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`A pool has at least one process; received ${size}.`)
  }
  const model = await readModel(modelDir, dtype ? { dtype } : {})
  const windowsPerRun = options.windowsPerRun ?? WINDOWS_PER_RUN[executionProvider]
  const runDeadlineMs = options.runDeadlineMs ?? RUN_DEADLINE_MS
  const pace = createRunPace(runDeadlineMs)
  const startDeadlineMs = START_FACTOR * runDeadlineMs
  const preparation = await prepareModel(model, executionProvider)
  if (preparation) options.onPreparation?.(preparation)
  const start = (opened: Model) =>
    runProcesses({
      startProcess: (events) =>
        startInferenceProcess(
          {
            ...{ model: opened, executionProvider, pace, startDeadlineMs },
            niceness: options.niceness ?? 0,
          },
          events,
        ),
      size,
      windowsPerRun,
      maxRssMb: options.maxRssMb ?? Number.POSITIVE_INFINITY,
      onEvent: options.onEvent ?? (() => {}),
      onRun: options.onRun ?? (() => {}),
    })
  const processes = await start(withPreparedTower(model, preparation)).catch(async (error) => {
    if (preparation?.type !== 'prepared') throw error
    // Damaged after it was written, or the model cannot be opened either way: then that is told.
    await rm(preparation.file, { force: true }).catch(() => {})
    const reason = `${preparation.file} could not be opened: ${reasonOf(error)}`
    options.onPreparation?.({ type: 'unprepared', reason })
    return start(model)
  })
  let closed: Promise<void> | undefined

  function run(work: Pick<Call, 'message' | 'numbers'>, signal: AbortSignal | undefined) {
    return new Promise<Float32Array<ArrayBuffer>>((resolve, reject) => {
      if (closed !== undefined) throw cancelled('the inference pool is closed')
      if (signal?.aborted) throw cancelled('it was aborted', signal.reason)
      const onAbort = () => {
        processes.remove(call)
        reject(cancelled('it was aborted', signal?.reason))
      }
      const call: Call = {
        ...work,
        resolve(numbers) {
          signal?.removeEventListener('abort', onAbort)
          resolve(numbers)
        },
        reject(error) {
          signal?.removeEventListener('abort', onAbort)
          reject(error)
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      processes.add(call)
    })
  }

  async function hear(samples: Float32Array, signal: AbortSignal | undefined) {
    if (samples.length < 1 || samples.length > model.windowSamples) {
      throw new RangeError(
        `A window holds 1 to ${model.windowSamples} samples; received ${samples.length}.`,
      )
    }
    return run({ message: { type: 'audio' }, numbers: samples }, signal)
  }

  return {
    model,
    size,
    callsAhead: (size + 1) * windowsPerRun,
    async embed(samples, { signal } = {}) {
      expectClap(model)
      return hear(samples, signal)
    },
    async classify(samples, { signal } = {}) {
      expectClassifier(model)
      return hear(samples, signal)
    },
    async embedTexts(prompts, { signal } = {}) {
      const { dimensions } = expectClap(model)
      const failed = new AbortController()
      const any = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
      setMaxListeners(0, any) // one listener for each part, however many there are
      const parts: Promise<Float32Array<ArrayBuffer>>[] = []
      for (let i = 0; i < prompts.length; i += PROMPTS_PER_CALL) {
        const part = prompts.slice(i, i + PROMPTS_PER_CALL)
        parts.push(run({ message: { type: 'text', prompts: part } }, any))
      }
      try {
        return (await Promise.all(parts)).flatMap((part) => splitEmbeddings(part, dimensions))
      } catch (error) {
        failed.abort() // the other parts are of no use any more
        throw error
      }
    },
    close() {
      closed ??= processes.stop()
      return closed
    },
    pids: () => processes.pids(),
    rssBytes: () => processes.rssBytes(),
  }
}

function splitEmbeddings(numbers: Float32Array<ArrayBuffer>, dimensions: number): Float32Array[] {
  const count = numbers.length / dimensions
  return Array.from({ length: count }, (_, i) =>
    numbers.slice(i * dimensions, (i + 1) * dimensions),
  )
}

function cancelled(why: string, cause?: unknown): EarmarkError {
  return new EarmarkError('CANCELLED', `The inference call was not finished: ${why}.`, { cause })
}
