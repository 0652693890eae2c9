import type { Context } from '../../context.js'
import { type Finding, find } from './finding.js'

const PARTS = [
  [
    'postgres',
    'Postgres, as the API sees it',
    'Start Postgres, or correct DATABASE_URL of the API.',
  ],
  ['queue', 'Queue', 'Start Redis or Postgres, whichever QUEUE_URL of the API names.'],
  ['storage', 'S3, as the API sees it', 'Start the S3 server, or correct S3_ENDPOINT of the API.'],
] as const

/** The API, what it needs, and whether anybody works. */
export async function findApi({ apiUrl, openApi, signal }: Context): Promise<Finding[]> {
  const api = await find(
    'API',
    'Start it with npm start, or set EARMARK_API_URL and EARMARK_API_KEY.',
    async () => {
      const client = await openApi()
      await client.getHealth({}, { signal })
      return `answers at ${await apiUrl()}`
    },
  )
  if (api.state === 'wrong') return [api]
  const client = await openApi()
  const { checks, warnings, workers: said } = await client.getReadiness({}, { signal })
  const parts = PARTS.map(([part, what, mend]): Finding => {
    const isUp = checks[part] === 'up'
    return { what, state: isUp ? 'right' : 'wrong', says: isUp ? 'up' : 'down', mend }
  })
  const risks = warnings.map((says): Finding => ({ what: 'Set-up', state: 'wrong', says }))
  const key = await find(
    'API key',
    'Set EARMARK_API_KEY: npx earmark key create makes one.',
    async () => {
      await client.listBatches({ limit: 1 }, { signal })
      return 'is known'
    },
  )
  const worker = await find('Worker', '', async () => {
    const { workers } = await client.getStats({}, { signal })
    if (said.unable > 0) {
      const mend = 'npx earmark batch show says why, and so does the log of the worker.'
      return { state: 'wrong', says: `${said.unable} cannot work`, mend }
    }
    if (workers.alive > 0) return `${workers.alive} at work, with ${workers.models.join(', ')}`
    const mend = 'npm start runs one; npm start -w @earmark/worker runs another.'
    return { state: 'wrong', says: 'none is at work', mend }
  })
  return [api, ...parts, ...risks, ...(key.state === 'wrong' ? [key] : [key, worker])]
}
