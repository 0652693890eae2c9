import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiClient, ApiError } from '@earmark/client'
import { EarmarkError } from '@earmark/core/errors'

const FIRST_WORD_AFTER_MS = 5_000
const INTERVAL_MS = 500

/**
 * Waits for the API to have Postgres, the queue and S3: on a busy machine, servers that have just started do not
 * answer at once. Says what it waits for where that takes long.
 *
 * @throws EarmarkError naming what is still away when the patience is over
 */
export async function waitUntilReady(
  api: Pick<ApiClient, 'getReadiness'>,
  {
    logFile,
    addresses = {},
    say,
    signal,
    patienceMs = 60_000,
  }: {
    logFile: string
    /** Where the parts are that somebody has configured, by the names of readiness. */
    addresses?: Partial<Record<string, string>>
    say: (line: string) => void
    signal: AbortSignal
    patienceMs?: number
  },
): Promise<void> {
  const startedAt = Date.now()
  let isSaid = false
  for (;;) {
    const missing = await findMissing(api, addresses, signal)
    if (missing === null) return
    const waitedMs = Date.now() - startedAt
    if (waitedMs >= patienceMs) {
      throw new EarmarkError(
        'INTERNAL',
        `The API is not ready after ${Math.round(waitedMs / 1000)} s: ${missing}. ${logFile} has the reason.`,
      )
    }
    if (waitedMs >= FIRST_WORD_AFTER_MS && !isSaid) {
      isSaid = true
      say(`Waiting for the API: ${missing}.`)
    }
    await sleep(INTERVAL_MS, undefined, { signal })
  }
}

/** What keeps the API from being ready, in words; null where nothing does. */
async function findMissing(
  api: Pick<ApiClient, 'getReadiness'>,
  addresses: Partial<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const { status, checks } = await api.getReadiness({}, { signal })
    if (status === 'ready') return null
    const down = Object.entries(checks).filter(([, state]) => state === 'down')
    const named = down.map(([name]) => describePart(name, addresses[name]))
    return `no answer from ${named.join(' and ')}`
  } catch (error) {
    // Restarted meanwhile, for example.
    if (error instanceof ApiError && error.isTransient) return error.message.replace(/\.$/, '')
    throw error
  }
}

/** Without the user and the password that an address may carry. */
function describePart(name: string, address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return name
  const { protocol, host, pathname } = new URL(address)
  return `${name} at ${protocol}//${host}${pathname === '/' ? '' : pathname}`
}
