import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds, type RestartableServer, startRealPostgres } from '@earmark/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connectDatabase, migrateDatabase } from '../../src/index.js'
import { migrateToReleased } from './released.js'

/** A million in the long form. */
const ROWS = Number(process.env.TEST_MIGRATION_ROWS ?? 50_000)

/** Tables that grow with the archive. */
const LARGE = ['items', 'objects', 'hearings', 'embeddings', 'classifications', 'scorings']

const FILL = `
  insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
  values ('m', 'r', 'fp32', 'clap', 10, 48000, 10);
  insert into earmark.batches (source, model_id, window_ms, hop_ms, state, items_found) values ('{}', 1, 10000, 10000, 'running', ${ROWS});
  insert into earmark.label_sets (name, version, template, content_sha256) values ('s', 1, '{}', '\\x00');
  insert into earmark.labels (label_set_id, position, name, prompts) select 1, n, 'l' || n, array['l'] from generate_series(0, 9) n;
  insert into earmark.objects (bucket, key, etag, size) select 'b', 'recordings/' || n || '.wav', md5(n::text), n from generate_series(1, ${ROWS}) n;
  insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows) select id, 1, 10000, 10000, 1 from earmark.objects;
  insert into earmark.items (batch_id, seq, bucket, key, state, object_id, hearing_id)
  select 1, n, 'b', 'recordings/' || n || '.wav', 'done', n, n from generate_series(1, ${ROWS}) n;
  insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
  select n, 1 + n % 10, 0.5, 0.5, 0.5, 0 from generate_series(1, ${ROWS}) n;
  analyze`

describe.runIf(databaseKinds().includes('postgres'))(
  'a migration of the last release with writers at work',
  () => {
    const closers: (() => unknown)[] = []
    let server: RestartableServer

    beforeAll(async () => {
      server = await startRealPostgres()
      closers.push(server.close)
    })
    afterAll(async () => {
      for (const close of closers.reverse()) await close()
    })

    /** A database of the release before, filled. @returns what opens further connections to it */
    async function openReleased(name: string) {
      const admin = await connect(server.url)
      await admin.query(`create database ${name}`)
      const url = new URL(server.url)
      url.pathname = `/${name}`
      const client = await connect(url.href)
      await migrateToReleased(client)
      await client.query(FILL)
      return { url: url.href, client }
    }
    async function connect(url: string): Promise<pg.Client> {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      closers.push(() => client.end())
      return client
    }
    function migrate(url: string, onNotice: (message: string) => void = () => {}) {
      const { pool, close } = connectDatabase({
        url,
        applicationName: 'migrating',
        maxConnections: 1,
        statementTimeoutMs: 0,
      })
      closers.push(close)
      return migrateDatabase(pool, onNotice)
    }

    test(`rewrites none of ${ROWS} rows, and loses nothing of what is written meanwhile`, async () => {
      const { url, client } = await openReleased('filled')
      const files = async () => {
        const { rows } = await client.query(
          "select relname, pg_relation_filenode(oid) as file from pg_class where relnamespace = 'earmark'::regnamespace and relname = any($1) order by 1",
          [LARGE],
        )
        return rows
      }
      const before = await files()
      const stopping = new AbortController()
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        const own = await connect(url)
        let written = 0
        let longestMs = 0
        while (!stopping.signal.aborted || written === 0) {
          const startedAt = performance.now()
          await own.query('begin')
          await own.query(
            "insert into earmark.objects (bucket, key, etag, size) values ('b', $1, 'e', 1)",
            [`written/${writer}/${written}`],
          )
          await own.query('update earmark.items set attempts = 1 where batch_id = 1 and seq = $1', [
            1 + written * 4 + writer,
          ])
          await own.query('commit')
          longestMs = Math.max(longestMs, performance.now() - startedAt)
          written++
        }
        return { written, longestMs }
      })
      const startedAt = performance.now()
      await migrate(url)
      const tookMs = performance.now() - startedAt
      stopping.abort()
      const ended = await Promise.all(writers)
      const written = ended.reduce((sum, writer) => sum + writer.written, 0)
      const longestMs = Math.max(...ended.map((writer) => writer.longestMs))
      process.stdout.write(
        `${ROWS} rows: migrated in ${Math.round(tookMs)} ms, ${written} transactions meanwhile, the longest in ${Math.round(longestMs)} ms\n`,
      )
      const { rows } = await client.query(
        "select count(*) filter (where key like 'written/%') as written, count(*) as objects from earmark.objects",
      )
      expect(rows).toEqual([{ written: String(written), objects: String(ROWS + written) }])
      expect(await files()).toEqual(before)
    })

    test('gives way to writers while somebody holds a table, and comes again', async () => {
      const { url, client } = await openReleased('held')
      await client.query('begin')
      // What a pg_dump does for hours.
      await client.query('lock table earmark.objects in access share mode')
      const notices: string[] = []
      let hasEnded = false
      const migrating = migrate(url, (notice) => notices.push(notice)).then(() => {
        hasEnded = true
      })
      const writer = await connect(url)
      await vi.waitFor(
        async () => {
          const { rows } = await writer.query(
            "select 1 from pg_stat_activity where application_name = 'migrating' and wait_event_type = 'Lock'",
          )
          expect(rows).toHaveLength(1)
        },
        { timeout: 120_000, interval: 20 },
      )
      // Behind the migration, which is behind the reader: without an end to its waiting, it would wait for the reader.
      await writer.query(
        "insert into earmark.objects (bucket, key, etag, size) values ('b', 'k', 'e', 1)",
      )
      await vi.waitFor(() => expect(notices.join()).toContain('holds a table'), { timeout: 60_000 })
      await sleep(100)
      expect(hasEnded).toBe(false)
      await client.query('commit')
      await migrating
      const { rows } = await client.query("select key from earmark.objects where key = 'k'")
      expect(rows).toHaveLength(1)
    })
  },
)
