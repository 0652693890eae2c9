import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const workerEntry = fileURLToPath(new URL('../../apps/worker/dist/main.js', import.meta.url))

/** Worker processes that are started again when they die, as a supervisor would. */
export class WorkerProcesses {
  readonly #environment: Record<string, string>
  readonly #ofSlot: (slot: number) => Record<string, string>
  readonly #running = new Set<ChildProcess>()
  #isClosing = false

  /** @param ofSlot what one has of its own, from 0 on, and the one that takes its place has too */
  constructor(
    environment: Record<string, string>,
    count: number,
    ofSlot: (slot: number) => Record<string, string> = () => ({}),
  ) {
    this.#environment = environment
    this.#ofSlot = ofSlot
    for (let slot = 0; slot < count; slot++) this.#start(slot)
  }

  #start(slot: number): void {
    const child = fork(workerEntry, {
      env: { ...this.#environment, ...this.#ofSlot(slot) },
      // Without this program's own loader: a worker starts as in production.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#running.add(child)
    child.on('exit', () => {
      this.#running.delete(child)
      if (!this.#isClosing) setTimeout(() => this.#isClosing || this.#start(slot), 500)
    })
  }

  /** @returns the pid of the worker that was killed */
  killWorker(choice: number): number | null {
    const child = this.#choose(choice)
    child?.kill('SIGKILL')
    return child?.pid ?? null
  }

  /** Stops a worker where it is, and lets it go on after so long. @returns its pid */
  stopWorker(choice: number, forMs: number): number | null {
    const child = this.#choose(choice)
    child?.kill('SIGSTOP')
    setTimeout(() => child?.kill('SIGCONT'), forMs)
    return child?.pid ?? null
  }

  #choose(choice: number): ChildProcess | undefined {
    const children = [...this.#running]
    return children[Math.floor(choice * children.length)]
  }

  /** Kills a process below the workers whose command line matches. */
  async killBelow(pattern: RegExp): Promise<number | null> {
    const workers = new Set([...this.#running].map((child) => child.pid))
    for (const entry of await readdir('/proc')) {
      const pid = Number(entry)
      if (!Number.isInteger(pid)) continue
      const [stat, commandLine] = await Promise.all(
        ['stat', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      )
      const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(stat ?? '')?.[1])
      if (!workers.has(parent) || !pattern.test(commandLine ?? '')) continue
      try {
        process.kill(pid, 'SIGKILL')
        return pid
      } catch {
        // It ended in the meantime: look on.
      }
    }
    return null
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await Promise.all(
      [...this.#running].map(async (child) => {
        const exited = once(child, 'exit')
        child.kill('SIGCONT')
        child.kill('SIGTERM')
        await exited
      }),
    )
  }
}
