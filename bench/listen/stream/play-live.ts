import { setTimeout as sleep } from 'node:timers/promises'
import { RATE } from './pcm.js'

const BLOCK_MS = 50
const BLOCK_BYTES = (RATE * 2 * BLOCK_MS) / 1000

/**
 * Hands on samples as time goes by, each block when its last sample has sounded.
 *
 * @param beganMs when the first one sounds, by performance.now()
 * @param send false where nobody listens any more
 */
export async function playLive(
  pcm: Buffer,
  beganMs: number,
  send: (block: Buffer) => boolean | Promise<boolean>,
): Promise<void> {
  for (let at = 0; at < pcm.length; at += BLOCK_BYTES) {
    const dueMs = beganMs + (at / BLOCK_BYTES + 1) * BLOCK_MS
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    if (!(await send(pcm.subarray(at, at + BLOCK_BYTES)))) return
  }
}
