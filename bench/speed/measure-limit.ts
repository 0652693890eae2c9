import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type Limit = { windowsPerS: number; cpuMsPerWindow: number }

type Answer = { windows: number; cpuMs: number }

export type BareModel = {
  /** Runs all processes at once for so long. */
  measure: (ms: number) => Promise<Limit>
  close: () => Promise<void>
}

/**
 * The limit that nothing can pass: the bare audio tower on ONNX Runtime, in as many processes of one thread as the worker
 * may use. Several one-thread sessions are its best configuration on a CPU.
 */
export async function startBareModel(file: string, processes: number): Promise<BareModel> {
  const entry = fileURLToPath(new URL('./limit-child.ts', import.meta.url))
  const children = Array.from({ length: processes }, () =>
    fork(entry, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  )
  const ended = Promise.race(children.map((child) => once(child, 'exit'))).then(() => {
    throw new Error('a process of the bare model ended')
  })
  // Whoever waits for an answer is told; after close nobody does.
  ended.catch(() => {})
  const answerOf = async (child: ChildProcess) => {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [Answer]
    return message
  }
  await Promise.all(children.map(answerOf))

  async function runAll(ms: number) {
    const begun = performance.now()
    const answers = await Promise.all(
      children.map((child) => {
        const answer = answerOf(child)
        child.send({ ms })
        return answer
      }),
    )
    const seconds = (performance.now() - begun) / 1000
    const windows = answers.reduce((sum, answer) => sum + answer.windows, 0)
    const cpuMs = answers.reduce((sum, answer) => sum + answer.cpuMs, 0)
    return { windowsPerS: windows / seconds, cpuMsPerWindow: cpuMs / windows }
  }

  return {
    async measure(ms) {
      await runAll(ms / 10)
      return runAll(ms)
    },
    async close() {
      await Promise.all(
        children.map(async (child) => {
          const exited = once(child, 'exit')
          child.kill()
          await exited
        }),
      )
    },
  }
}
