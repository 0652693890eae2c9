import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that outgoing connections take: one of these could have the port while its server is restarted. */
const FIRST_PORT = 20_000
const PORTS = 10_000
const TRIES = 100

/** A port on 127.0.0.1 that nobody listens on, for a server that is to come back on the same one. */
export async function findFreePort(): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS)
    if (await isFree(port)) return port
  }
  throw new Error(
    `None of ${TRIES} ports from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} on 127.0.0.1 is free.`,
  )
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
