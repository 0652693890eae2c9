import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  chosenModelDir,
  databaseVariables,
  logVariables,
  metricsVariables,
  modelVariables,
  portVariable,
  queueVariables,
  readEnvironment,
  s3Config,
  s3Variables,
  traceVariables,
} from '@earmark/config'
import { z } from 'zod'
import { isLoopback } from './http/site/is-loopback.js'

const atLeastOne = z.coerce.number('must be a number').min(1, 'must be at least 1')

/** Found from this file, so that it does not depend on the folder the program is started in. */
const builtPage = fileURLToPath(new URL('../../web/dist', import.meta.url))
const builtHelp = fileURLToPath(new URL('../../../site/dist', import.meta.url))

const variables = {
  ...databaseVariables,
  ...queueVariables,
  ...s3Variables,
  ...modelVariables,
  ...logVariables,
  ...metricsVariables,
  ...traceVariables,
  // Loopback unless asked otherwise: whoever opens it to a network decides so.
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: portVariable.default(3210),
  API_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  WEB_DIR: z.string().default(builtPage),
  HELP_DIR: z.string().default(builtHelp),
  API_MAX_CLIP_DURATION_S: atLeastOne.default(3600),
  API_DECODE_TIMEOUT_S: atLeastOne.default(60),
  API_CLIPS_AT_ONCE: atLeastOne.int().default(2),
  API_MAX_CLIP_WINDOWS: atLeastOne.int().default(1000),
  API_KEY_REQUESTS_PER_MINUTE: atLeastOne.int().default(30_000),
  API_KEY_MB_PER_MINUTE: atLeastOne.default(2000),
  API_KEY_ACTIVE_BATCHES: atLeastOne.int().default(1000),
  API_UPLOAD_TIMEOUT_S: atLeastOne.default(120),
  API_SOUND_CACHE_MB: atLeastOne.int().default(2048),
  API_LISTENERS: z.coerce.number('must be a number').int().min(0).default(4),
  API_CLIPS_WAITING: z.coerce.number('must be a number').int().min(0).default(16),
}

/** 25 MB, as the documentation says it. */
const MAX_UPLOAD_BYTES = 25 * 1024 * 1024

/** Twice as slow as a telephone line of the nineties. */
const UPLOAD_PACE = { checkMs: 5_000, minBytes: 50_000 }

export type Config = ReturnType<typeof readConfig>

/**
 * The API's configuration.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
) {
  const read = readEnvironment(variables, environment)
  return {
    host: read.API_HOST,
    port: read.API_PORT,
    databaseUrl: read.DATABASE_URL,
    preparesStatements: read.DATABASE_PREPARE,
    queueUrl: read.QUEUE_URL ?? read.DATABASE_DIRECT_URL ?? read.DATABASE_URL,
    queuePrefix: read.QUEUE_PREFIX,
    s3: s3Config(read),
    modelDir: read.EARMARK_MODEL ?? chosenModelDir(read.EARMARK_HOME),
    dtype: read.EARMARK_DTYPE,
    executionProvider: read.EXECUTION_PROVIDER,
    inferenceMaxRssMb: read.INFERENCE_MAX_RSS_MB,
    ffmpegPath: read.FFMPEG_PATH,
    logLevel: read.LOG_LEVEL,
    metrics:
      read.METRICS_PORT === undefined
        ? undefined
        : { host: read.METRICS_HOST, port: read.METRICS_PORT },
    tracesTo: read.OTEL_EXPORTER_OTLP_ENDPOINT,
    site: {
      isLoopbackOnly: isLoopback(read.API_HOST),
      publicOrigin: read.API_PUBLIC_URL && new URL(read.API_PUBLIC_URL).origin,
      webDir: resolve(read.WEB_DIR),
      helpDir: resolve(read.HELP_DIR),
    },
    soundCacheBytes: read.API_SOUND_CACHE_MB * 1024 * 1024,
    perKey: {
      requestsPerMinute: read.API_KEY_REQUESTS_PER_MINUTE,
      bytesPerMinute: read.API_KEY_MB_PER_MINUTE * 1_000_000,
      activeBatches: read.API_KEY_ACTIVE_BATCHES,
    },
    limits: {
      maxUploadBytes: MAX_UPLOAD_BYTES,
      maxDurationS: read.API_MAX_CLIP_DURATION_S,
      decodeTimeoutMs: read.API_DECODE_TIMEOUT_S * 1000,
      maxWindows: read.API_MAX_CLIP_WINDOWS,
      upload: { timeoutMs: read.API_UPLOAD_TIMEOUT_S * 1000, ...UPLOAD_PACE },
      atOnce: read.API_CLIPS_AT_ONCE,
      waiting: read.API_CLIPS_WAITING,
      listeners: read.API_LISTENERS,
    },
  }
}
