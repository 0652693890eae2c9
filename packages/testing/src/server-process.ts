import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server of a test's own that can be stopped, killed and started again on the same data and port. */
export type RestartableServer = {
  url: string
  start: () => Promise<void>
  /** In good order, as an administrator would. */
  stop: () => Promise<void>
  /** SIGKILL. */
  kill: () => Promise<void>
  /** Stops it and removes its data. */
  close: () => Promise<void>
}

/** What a machine does not have, in a sentence that says what to run. */
export class UnavailableServer extends Error {}

export const INSTALLS =
  'scripts/real-services.sh COMMAND installs what is missing (Postgres with pgvector, Redis) and runs the command.'

/** Waits for a child's end; one that has ended already, or never began, is no matter. */
export async function endProcess(
  child: ChildProcess | null,
  signal: NodeJS.Signals,
): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

const START_TIMEOUT_MS = 120_000

/** @throws Error where a server has not answered within two minutes */
export async function untilTrue(isReady: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const ready = await isReady().catch(() => false)
    if (ready) return
    if (Date.now() > deadline)
      throw new Error(`the server did not answer within ${START_TIMEOUT_MS / 1000} s`)
    await sleep(100)
  }
}
