import {
  chosenModelDir,
  databaseVariables,
  modelsDir,
  modelVariables,
  readEnvironment,
  s3Config,
  s3Variables,
} from '@earmark/config'
import { webhookSecret } from '@earmark/contract/webhook'
import type { HubOptions } from '@earmark/models'
import type { S3Config } from '@earmark/storage'
import { z } from 'zod'

/** Each of these says where S3 or its credentials are, so the embedded server is not meant. */
const s3Hints = {
  AWS_PROFILE: z.string().optional(),
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_ENDPOINT_URL_S3: z.string().optional(),
  AWS_WEB_IDENTITY_TOKEN_FILE: z.string().optional(),
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: z.string().optional(),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: z.string().optional(),
}

const variables = {
  ...s3Variables,
  ...s3Hints,
  ...modelVariables,
  DATABASE_URL: databaseVariables.DATABASE_URL.optional(),
  DATABASE_DIRECT_URL: databaseVariables.DATABASE_DIRECT_URL,
  EARMARK_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  EARMARK_API_KEY: z.string().optional(),
  EARMARK_WEBHOOK_SECRET: webhookSecret.optional(),
  HF_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  HF_TOKEN: z.string().optional(),
  HTTP_PROXY: z.string().optional(),
  HTTPS_PROXY: z.string().optional(),
  NO_PROXY: z.string().optional(),
  NO_COLOR: z.string().optional(),
  FORCE_COLOR: z.string().optional(),
  TERM: z.string().optional(),
}

/** They belong to PulseAudio, PipeWire and ALSA, and are handed on as they are. */
const soundVariables = [
  ...['HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['PULSE_SERVER', 'PULSE_COOKIE', 'PULSE_SOURCE', 'ALSA_CONFIG_PATH'],
]

export type CliConfig = {
  apiUrl?: string | undefined
  apiKey?: string | undefined
  /** What the calls of `--webhook` are signed with. */
  webhookSecret?: string | undefined
  databaseUrl?: string | undefined
  /** Without the pooler that the other may lead through. */
  databaseDirectUrl?: string | undefined
  /** Undefined where the environment says nothing of S3. */
  s3?: S3Config | undefined
  /** What the AWS SDK is given where nothing is known: its own chain of credentials. */
  s3Fallback: S3Config
  modelDir: string
  /** EARMARK_MODEL, where it is set. */
  namedModelDir?: string | undefined
  /** Where models are pulled to. */
  modelsDir: string
  /** Where models are pulled from. */
  hub: HubOptions
  dtype?: 'fp32' | 'fp16' | 'q8' | undefined
  ffmpegPath?: string | undefined
  /** What a microphone's sound server is found by. */
  soundEnvironment: NodeJS.ProcessEnv
}

/**
 * Reads the environment of the command line. Nothing is required: what is missing is looked for elsewhere when a
 * command needs it.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): CliConfig {
  const values = readEnvironment(variables, environment)
  const saysS3 =
    values.S3_ENDPOINT !== undefined ||
    values.AWS_ACCESS_KEY_ID !== undefined ||
    Object.keys(s3Hints).some((name) => values[name as keyof typeof s3Hints] !== undefined)
  return {
    apiUrl: values.EARMARK_API_URL,
    apiKey: values.EARMARK_API_KEY,
    webhookSecret: values.EARMARK_WEBHOOK_SECRET,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    s3: saysS3 ? s3Config(values) : undefined,
    s3Fallback: s3Config(values),
    namedModelDir: values.EARMARK_MODEL,
    modelDir: values.EARMARK_MODEL ?? chosenModelDir(values.EARMARK_HOME),
    modelsDir: modelsDir(values.EARMARK_HOME),
    hub: readHub(values),
    dtype: values.EARMARK_DTYPE,
    ffmpegPath: values.FFMPEG_PATH,
    soundEnvironment: Object.fromEntries(soundVariables.map((name) => [name, environment[name]])),
  }
}

function readHub(values: {
  HF_ENDPOINT?: string | undefined
  HF_TOKEN?: string | undefined
  HTTP_PROXY?: string | undefined
  HTTPS_PROXY?: string | undefined
  NO_PROXY?: string | undefined
}): HubOptions {
  const proxy = { http: values.HTTP_PROXY, https: values.HTTPS_PROXY, no: values.NO_PROXY }
  return { endpoint: values.HF_ENDPOINT, token: values.HF_TOKEN, proxy }
}
