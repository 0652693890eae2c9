import { z } from 'zod'

/** A postgres:// URL, as libpq writes it. */
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')

export const flagVariable = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1')

export const databaseVariables = {
  DATABASE_URL: postgresUrl,
  /** The same database without the pooler that DATABASE_URL leads through: for what needs a session of its own. */
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  /** Whether statements that are asked often stay prepared in each connection. */
  DATABASE_PREPARE: flagVariable.default(true),
}

/** The queue: Redis (also by Sentinel and Cluster) or Postgres. */
export const queueVariables = {
  QUEUE_URL: z
    .string()
    .regex(
      /^(rediss?(\+sentinel|\+cluster)?|postgres|postgresql):\/\//,
      'must start with redis://, redis+sentinel:// or redis+cluster://, the same with rediss for TLS, or with postgres://',
    )
    .optional(),
  /** Keeps several installations apart on one Redis. */
  QUEUE_PREFIX: z.string().default('earmark'),
}

/** S3_ENDPOINT is for servers other than AWS; without credentials the AWS SDK's own chain is used. */
export const s3Variables = {
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
  S3_FORCE_PATH_STYLE: flagVariable.optional(),
  AWS_REGION: z.string().default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  /** Names of buckets, separated by commas. */
  ALLOWED_BUCKETS: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => /^[a-zA-Z0-9][a-zA-Z0-9._-]+$/.test(name)), {
      error: 'must be names of buckets, separated by commas',
    })
    .optional(),
}

export const modelVariables = {
  EARMARK_MODEL: z.string().optional(),
  EARMARK_HOME: z.string().optional(),
  EARMARK_DTYPE: z.enum(['fp32', 'fp16', 'q8']).optional(),
  EXECUTION_PROVIDER: z.enum(['cpu', 'cuda', 'coreml', 'dml']).default('cpu'),
  INFERENCE_MAX_RSS_MB: z.coerce.number().int().min(64, 'must be at least 64').optional(),
  FFMPEG_PATH: z.string().optional(),
}

/** 0 takes any free port. */
export const portVariable = z.coerce.number('must be a port').int().min(0).max(65_535)

/** Figures for Prometheus, on a port of their own; unset: none. */
export const metricsVariables = {
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: portVariable.optional(),
}

/** Traces by OpenTelemetry; unset: none. Its library reads further variables of its own. */
export const traceVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional(),
}

export const logVariables = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

/** What the AWS SDK is configured with. */
export function s3Config(environment: z.output<z.ZodObject<typeof s3Variables>>) {
  const { S3_ENDPOINT, S3_FORCE_PATH_STYLE, AWS_REGION } = environment
  return {
    region: AWS_REGION,
    ...(S3_ENDPOINT !== undefined && { endpoint: S3_ENDPOINT }),
    // Servers other than AWS rarely answer to bucket.host names.
    forcePathStyle: S3_FORCE_PATH_STYLE ?? S3_ENDPOINT !== undefined,
    ...(environment.AWS_ACCESS_KEY_ID !== undefined && {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
    }),
    ...(environment.AWS_SECRET_ACCESS_KEY !== undefined && {
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    }),
    ...(environment.AWS_SESSION_TOKEN !== undefined && {
      sessionToken: environment.AWS_SESSION_TOKEN,
    }),
    ...(environment.ALLOWED_BUCKETS !== undefined && {
      allowedBuckets: environment.ALLOWED_BUCKETS,
    }),
  }
}
