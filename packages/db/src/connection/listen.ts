import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const CONNECT_TIMEOUT_MS = 10_000
const KEEP_ALIVE_AFTER_MS = 10_000
const AGAIN_AFTER_MS = 5_000

/**
 * Tells of notifications on a channel, over a connection of its own that is made again where it is lost. They are hints: a
 * pooler that gives each transaction another session hands none on, so whoever waits for one looks by the clock, too.
 *
 * @param onNotified called once more for each new connection, before which something may have been missed
 * @returns when the signal aborts; never rejects
 */
export async function listen(
  { url, channel }: { url: string; channel: string },
  onNotified: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'earmark-listen',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    })
    // Its end follows; without a listener it would end the process.
    client.on('error', () => {})
    client.on('notification', onNotified)
    try {
      await client.connect()
      const ended = once(client, 'end', { signal })
      await client.query(`listen ${client.escapeIdentifier(channel)}`)
      onNotified()
      await ended
    } catch {
      // Others tell of a database that is away.
    } finally {
      await client.end().catch(() => {})
    }
    await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => {})
  }
}
