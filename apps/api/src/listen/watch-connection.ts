import type { WebSocket } from '@fastify/websocket'
import { HttpProblem } from '../http/http-problem.js'

const usual = {
  /** The authenticator itself believes a key for ten seconds, and asks for a session each time. */
  checkMs: 1000,
  pingMs: 20_000,
  /** Whoever sends no sound for so long holds a place for nothing. */
  maxQuietMs: 60_000,
}
const POLICY = 1008
const QUIET = 4008

/**
 * Ends a connection whose key or session is no longer valid, whose other end is gone without a word, or that brings no sound.
 * While the socket is paused, whoever is there cannot show it: their sound waits until it is wanted.
 *
 * @param authenticate throws a problem of status 401 where the key or session is over; what else it throws says nothing
 */
export function watchConnection(
  socket: WebSocket,
  authenticate: () => Promise<unknown>,
  { checkMs, pingMs, maxQuietMs } = usual,
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
    if (socket.isPaused) lastMs = performance.now()
    else if (performance.now() - lastMs > maxQuietMs) {
      socket.close(QUIET, `No sound came for ${maxQuietMs / 1000} s.`)
    }
    void checkKey()
  }, checkMs)
  const pings = setInterval(() => {
    if (!isAlive && !socket.isPaused) socket.terminate()
    isAlive = socket.isPaused
    if (socket.readyState === socket.OPEN) socket.ping()
  }, pingMs)

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
