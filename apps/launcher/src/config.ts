import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  chosenModelDir,
  databaseVariables,
  readEnvironment,
  s3Config,
  s3Variables,
} from '@earmark/config'
import type { S3Config } from '@earmark/storage'
import { wantsColours } from '@earmark/terminal'
import { z } from 'zod'

/** Found from this file, so that it does not depend on the folder the program is started in. */
const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

const port = (preferred: number) => z.coerce.number().int().min(0).max(65_535).default(preferred)

const variables = {
  ...s3Variables,
  AWS_PROFILE: z.string().optional(),
  AWS_WEB_IDENTITY_TOKEN_FILE: z.string().optional(),
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: z.string().optional(),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: z.string().optional(),
  DATABASE_URL: databaseVariables.DATABASE_URL.optional(),
  DATABASE_DIRECT_URL: databaseVariables.DATABASE_DIRECT_URL,
  QUEUE_URL: z.string().optional(),
  EARMARK_HOME: z.string().optional(),
  EARMARK_MODEL: z.string().optional(),
  EARMARK_DEMO_URL: z
    .string()
    .regex(/^s3:\/\/./, 'must be s3://bucket or s3://bucket/prefix')
    .default('s3://demo'),
  // 0 takes any free port.
  API_PORT: port(3210),
  EARMARK_POSTGRES_PORT: port(5433),
  EARMARK_S3_PORT: port(4569),
  EARMARK_SERVER_PATIENCE_S: z.coerce.number().int().min(1).default(300),
  NO_COLOR: z.string().optional(),
  FORCE_COLOR: z.string().optional(),
  TERM: z.string().optional(),
}

export type LauncherConfig = {
  repositoryRoot: string
  /** Folder for the embedded servers' data, the logs and connection.json. */
  home: string
  /** Where the command line looks without being told. */
  isDefaultHome: boolean
  /** What the API and the worker run. */
  modelDir: string
  demoUrl: string
  ports: { api: number; postgres: number; s3: number }
  /** An embedded server that has not answered for so long is started again. */
  serverPatienceMs: number
  /** Undefined: the embedded server is started. */
  databaseUrl?: string | undefined
  /** Undefined: the queue lives in the same Postgres. */
  queueUrl?: string | undefined
  /** Undefined: the embedded server is started. */
  s3?: S3Config | undefined
  isColoured: (stream: { isTTY?: boolean }) => boolean
  /** What the API and the worker inherit. */
  environment: NodeJS.ProcessEnv
}

/**
 * Reads the launcher's environment. Each part that it names is used as it is; the others are started here.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): LauncherConfig {
  const values = readEnvironment(variables, environment)
  const namesS3 =
    values.S3_ENDPOINT ??
    values.AWS_ACCESS_KEY_ID ??
    values.AWS_PROFILE ??
    values.AWS_WEB_IDENTITY_TOKEN_FILE ??
    values.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ??
    values.AWS_CONTAINER_CREDENTIALS_FULL_URI
  const defaultHome = join(repositoryRoot, '.earmark')
  const home = resolve(values.EARMARK_HOME ?? defaultHome)
  return {
    repositoryRoot,
    home,
    isDefaultHome: home === defaultHome,
    modelDir: values.EARMARK_MODEL ?? chosenModelDir(home),
    demoUrl: values.EARMARK_DEMO_URL,
    ports: {
      api: values.API_PORT,
      postgres: values.EARMARK_POSTGRES_PORT,
      s3: values.EARMARK_S3_PORT,
    },
    serverPatienceMs: values.EARMARK_SERVER_PATIENCE_S * 1000,
    databaseUrl: values.DATABASE_URL,
    queueUrl: values.QUEUE_URL ?? (values.DATABASE_URL && values.DATABASE_DIRECT_URL),
    s3: namesS3 === undefined ? undefined : s3Config(values),
    isColoured: (stream) => wantsColours(stream, values),
    environment,
  }
}
