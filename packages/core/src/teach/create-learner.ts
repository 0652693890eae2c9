import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { learnDetector } from '../detectors/learn-detector.js'
import type { LearnerCalls } from './learner-thread.js'
import { trainDetector } from './train-detector.js'

const THREAD_ENTRY = new URL('../../dist/teach/learner-thread.js', import.meta.url)

/** learnDetector and trainDetector, in a thread of their own. A signal ends what nobody waits for any more. */
export type Learner = {
  [Name in keyof LearnerCalls]: (
    teaching: Parameters<LearnerCalls[Name]>[0],
    signal?: AbortSignal,
  ) => Promise<ReturnType<LearnerCalls[Name]>>
}

/**
 * Learns beside the process's own thread, which goes on answering: a thousand examples take seconds. One is learned at a
 * time, the others wait for their turn, so that learning takes one core of a machine and no more.
 *
 * @throws RangeError each of its functions, as learnDetector; AbortError where the signal aborts
 */
export function createLearner(): Learner {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Name extends keyof LearnerCalls>(
    name: Name,
    teaching: Parameters<LearnerCalls[Name]>[0],
    signal?: AbortSignal,
  ): Promise<ReturnType<LearnerCalls[Name]>> => {
    const learned = last.then(() => learnInThread(name, teaching, signal))
    last = learned.catch(() => {})
    return learned
  }
  return {
    // What words alone say is computed sooner than a thread starts.
    learnDetector: async (teaching, signal) =>
      teaching.examples.length === 0
        ? learnDetector(teaching)
        : inTurn('learnDetector', teaching, signal),
    trainDetector: async (teaching, signal) =>
      teaching.examples.length === 0
        ? trainDetector(teaching)
        : inTurn('trainDetector', teaching, signal),
  }
}

async function learnInThread<Name extends keyof LearnerCalls>(
  name: Name,
  teaching: Parameters<LearnerCalls[Name]>[0],
  signal: AbortSignal | undefined,
): Promise<ReturnType<LearnerCalls[Name]>> {
  signal?.throwIfAborted()
  // The process's own flags may not be allowed in a thread, and none is needed.
  const thread = new Worker(THREAD_ENTRY, { workerData: { name, teaching }, execArgv: [] })
  try {
    const [learned] = await once(thread, 'message', signal ? { signal } : {})
    return learned
  } finally {
    await thread.terminate()
  }
}
