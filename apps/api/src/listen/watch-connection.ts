import type { WebSocket } from '@fastify/websocket'
import { HttpProblem } from '../http/http-problem.js'

/** The authenticator itself believes a key for ten seconds, and asks for a session each time. */
const CHECK_KEY_MS = 1000
const PING_MS = 20_000
/** Whoever sends no sound for so long holds a place for nothing. */
const MAX_QUIET_MS = 60_000
const POLICY = 1008
const QUIET = 4008

/**
 * Ends a connection whose key or session is no longer valid, whose other end is gone without a word, or that brings no sound.
 *
 * @param authenticate throws a problem of status 401 where the key or session is over; what else it throws says nothing
 */
export function watchConnection(
  socket: WebSocket,
  authenticate: () => Promise<unknown>,
): { heard: () => void; stop: () => void } {
  let isAlive = true
  let isChecking = false
  let lastMs = performance.now()
  socket.on('pong', () => {
    isAlive = true
  })

  async function checkKey(): Promise<void> {
    if (isChecking) return
    isChecking = true
    try {
      await authenticate()
    } catch (error) {
      const isOver = error instanceof HttpProblem && error.status === 401
      if (isOver) socket.close(POLICY, error.message)
    } finally {
      isChecking = false
    }
  }

  const checks = setInterval(() => {
    if (performance.now() - lastMs > MAX_QUIET_MS) {
      socket.close(QUIET, `No sound came for ${MAX_QUIET_MS / 1000} s.`)
    }
    void checkKey()
  }, CHECK_KEY_MS)
  const pings = setInterval(() => {
    if (!isAlive) socket.terminate()
    isAlive = false
    if (socket.readyState === socket.OPEN) socket.ping()
  }, PING_MS)

  return {
    heard() {
      lastMs = performance.now()
    },
    stop() {
      clearInterval(checks)
      clearInterval(pings)
    },
  }
}
