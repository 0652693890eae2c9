import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from '@earmark/embedded'

const ASK_INTERVAL_MS = 10_000
const FIRST_WORD_AFTER_MS = 30_000

type Watched = Pick<ServerProcess, 'answer' | 'exited' | 'kill'>

/**
 * Asks a server's process again and again whether it still answers. PGlite computes on its one thread and cannot be
 * interrupted, so a statement that never ends would keep everybody waiting for ever: after `patienceMs` without an
 * answer the process is killed, and whoever supervises it starts it again. Says what it sees and does.
 *
 * Time is counted in looks rather than by the clock, since a machine that slept has not waited.
 *
 * @returns when the server has ended
 */
export async function watchServer(
  name: string,
  server: Watched,
  {
    say,
    patienceMs,
    lookMs = 1_000,
  }: { say: (line: string) => void; patienceMs: number; lookMs?: number },
): Promise<void> {
  const hasExited = server.exited.then(() => 'exited' as const)
  const look = (ms: number) => sleep(ms, 'silent' as const, { ref: false })
  for (;;) {
    const answered = server.answer().then(() => 'answered' as const)
    let silentMs = 0
    let isSaid = false
    let seen = await Promise.race([answered, hasExited, look(lookMs)])
    while (seen === 'silent') {
      silentMs += lookMs
      if (silentMs >= patienceMs) {
        say(
          `${name} has not answered for ${inWords(silentMs)}: it is ended and started again. What it was asked to do is lost.`,
        )
        server.kill()
        return
      }
      if (silentMs >= Math.min(FIRST_WORD_AFTER_MS, patienceMs / 2) && !isSaid) {
        isSaid = true
        say(
          `${name} has not answered for ${inWords(silentMs)}: it computes, or it hangs. After ${inWords(patienceMs)} (EARMARK_SERVER_PATIENCE_S) it is started again.`,
        )
      }
      seen = await Promise.race([answered, hasExited, look(lookMs)])
    }
    if (seen === 'exited') return
    if (isSaid) say(`${name} answers again.`)
    if ((await Promise.race([hasExited, look(ASK_INTERVAL_MS)])) === 'exited') return
  }
}

function inWords(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
