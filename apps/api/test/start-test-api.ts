import { fileURLToPath } from 'node:url'
import { createLearner } from '@earmark/core'
import { connectDatabase, createApiKey, type Database, migrateDatabase } from '@earmark/db'
import { createStandby } from '@earmark/decode'
import { createInferencePool } from '@earmark/inference'
import { connectQueue } from '@earmark/queue'
import { createObjectStorage } from '@earmark/storage'
import { createTemporaryHome } from '@earmark/temporary'
import {
  type DatabaseKind,
  noteStatements,
  openTestDatabase,
  openTestQueueUrl,
  openTestStorage,
} from '@earmark/testing'
import { pino } from 'pino'
import { buildApp } from '../src/app.js'
import { createLazyInference } from '../src/classify/create-lazy-inference.js'
import type { ApiDependencies, ClassifyLimits, KeyLimits } from '../src/dependencies.js'
import type { ApiServer } from '../src/http/api-server.js'
import type { Site } from '../src/http/site/site.js'
import { registerModel } from '../src/models/register-model.js'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export const miniModelDir = pathOf('../../../models/clap-mini')
export const tinyModelDir = pathOf('../../../packages/core/test/fixtures/clap-tiny-random')
export const classifierModelDir = pathOf(
  '../../../packages/core/test/fixtures/wav2vec2-tiny-random',
)
export const clipPath = (name: string) =>
  pathOf(`../../../packages/core/test/fixtures/golden/audio/${name}.wav`)

export const limits: ClassifyLimits = {
  maxUploadBytes: 25 * 1024 * 1024,
  maxDurationS: 600,
  decodeTimeoutMs: 60_000,
  maxWindows: 1000,
  upload: { timeoutMs: 120_000, checkMs: 5_000, minBytes: 50_000 },
  atOnce: 2,
  waiting: 16,
  listeners: 4,
}

export const perKey: KeyLimits = {
  requestsPerMinute: 100_000,
  bytesPerMinute: 1e9,
  activeBatches: 1000,
}

export const site: Site = {
  isLoopbackOnly: true,
  webDir: pathOf('./no-page'),
  helpDir: pathOf('./no-help'),
}

export interface Answer {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the API says; the test says what it should be.
  body: any
  /** The body as it came. */
  text: string
}

export interface TestApi {
  app: ApiServer
  deps: ApiDependencies
  db: Database
  key: string
  /** All that has been sent to Postgres, and is. */
  statements: string[]
  /** Calls with the key, as a client would. */
  call: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  close: () => Promise<void>
}

/** The whole API on real servers: a database of its own, the queue in it, S3, ffmpeg and the model. */
export async function startTestApi(
  kind: DatabaseKind,
  options: {
    modelDir?: string
    limits?: Partial<ClassifyLimits>
    perKey?: Partial<KeyLimits>
    logLines?: string[]
    site?: Partial<Site>
    soundCacheBytes?: number
    ffmpegPath?: string
  } = {},
): Promise<TestApi> {
  const [database, s3] = await Promise.all([openTestDatabase(kind), openTestStorage()])
  const connection = connectDatabase({ url: database.url, applicationName: 'earmark-api-test' })
  const { db } = connection
  const statements = noteStatements(connection.pool)
  await migrateDatabase(connection.pool)
  const queue = connectQueue({ url: openTestQueueUrl('postgres', database), onError: () => {} })
  await queue.ping()
  const storage = createObjectStorage(s3)
  // What is asked for has to be there.
  await Promise.all(['archive', 'sounds'].map((bucket) => storage.createBucket(bucket)))
  const modelDir = options.modelDir ?? miniModelDir
  const model = await registerModel({ db }, { modelDir, dtype: undefined })
  const ffmpegPath = options.ffmpegPath !== undefined && { ffmpegPath: options.ffmpegPath }
  const clipLimits = { ...limits, ...options.limits }
  const { maxDurationS, decodeTimeoutMs: timeoutMs } = clipLimits
  const deps: ApiDependencies = {
    db,
    pool: connection.pool,
    queue,
    storage,
    temporary: createTemporaryHome(),
    inference: createLazyInference(() => createInferencePool({ modelDir, processes: 1 })),
    learner: createLearner(),
    model,
    decoders: createStandby({
      sampleRate: model.sampleRate,
      maxDurationS,
      timeoutMs,
      ...ffmpegPath,
    }),
    logger: pino({ level: 'info' }, { write: (line: string) => void options.logLines?.push(line) }),
    limits: clipLimits,
    perKey: { ...perKey, ...options.perKey },
    site: { ...site, ...options.site },
    soundCacheBytes: options.soundCacheBytes ?? 100 * 1024 * 1024,
    ...ffmpegPath,
  }
  const app = await buildApp(deps)
  const { key } = await createApiKey(db, { name: 'test' })

  return {
    app,
    deps,
    db,
    key,
    statements,
    async call(method, url, body, headers) {
      const response = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${key}`, ...headers },
        ...(body !== undefined && { payload: body as object }),
      })
      return {
        status: response.statusCode,
        headers: response.headers,
        body: response.body === '' ? undefined : response.json(),
        text: response.body,
      }
    },
    async close() {
      await app.close()
      await deps.inference.close()
      deps.decoders.close()
      storage.close()
      await deps.temporary.close()
      await queue.close()
      await connection.close()
      await Promise.all([database.close(), s3.close()])
    },
  }
}
