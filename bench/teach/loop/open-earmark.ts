import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRealPostgres } from '@earmark/testing'
import { startLauncher } from '../../../apps/launcher/test/run-launcher.js'
import type { Keep } from '../../apps/run-bench.js'

export type Earmark = { apiUrl: string; apiKey: string; databaseUrl: string }

/**
 * All of Earmark as `npm start` starts it, with its demo archive, on a real Postgres of its own.
 *
 * @throws UnavailableServer where no Postgres with pgvector is installed
 */
export async function openEarmark(keep: Keep): Promise<Earmark> {
  const postgres = keep(await startRealPostgres(), ({ close }) => close())
  const home = keep(await mkdtemp(join(tmpdir(), 'earmark-teach-')), (folder) =>
    rm(folder, { recursive: true, force: true }),
  )
  const launcher = keep(
    startLauncher(home, [], { DATABASE_URL: postgres.url }),
    async ({ child, exited }) => {
      child.kill('SIGTERM')
      await exited
    },
  )
  await launcher.printed('Ctrl-C stops it')
  const { apiUrl, apiKey } = JSON.parse(await readFile(join(home, 'connection.json'), 'utf8'))
  return { apiUrl, apiKey, databaseUrl: postgres.url }
}
