import { randomUUID } from 'node:crypto'
import { EarmarkError } from '@earmark/core'
import pg from 'pg'
import { hidePassword } from './hide-password.js'

const CONNECT_TIMEOUT_MS = 10_000
/** A notification takes milliseconds. */
const NOTIFIED_WITHIN_MS = 5_000

/**
 * Listens on one connection for what another says, as workers do. Behind a pooler that gives each transaction another
 * session, nothing is ever heard.
 *
 * @throws EarmarkError QUEUE_UNAVAILABLE, permanent, with what to set; whatever pg says where there is no connection
 */
export async function requireSessions(url: string): Promise<void> {
  const channel = `earmark_${randomUUID().replaceAll('-', '')}`
  const listener = openClient(url)
  const speaker = openClient(url)
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.all([listener.connect(), speaker.connect()])
    const heard = new Promise<boolean>((resolve) => {
      listener.on('notification', () => resolve(true))
      timer = setTimeout(() => resolve(false), NOTIFIED_WITHIN_MS)
    })
    await listener.query(`listen ${channel}`)
    await speaker.query(`notify ${channel}`)
    if (!(await heard)) throw sessionsAreShared(url)
  } finally {
    clearTimeout(timer)
    await Promise.allSettled([listener.end(), speaker.end()])
  }
}

function openClient(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'earmark-queue',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on('error', () => {})
  return client
}

function sessionsAreShared(url: string): EarmarkError {
  return new EarmarkError(
    'QUEUE_UNAVAILABLE',
    `The queue cannot live on ${hidePassword(url)}: notifications do not arrive there, as behind PgBouncer in transaction mode. Set DATABASE_DIRECT_URL to Postgres itself, or QUEUE_URL to a Redis, or to a pooler in session mode (pool_mode = session).`,
    { permanent: true },
  )
}
