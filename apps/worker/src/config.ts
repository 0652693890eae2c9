import { isIP } from 'node:net'
import {
  chosenModelDir,
  databaseVariables,
  logVariables,
  metricsVariables,
  modelVariables,
  portVariable,
  queueVariables,
  readEnvironment,
  s3Variables,
  traceVariables,
} from '@earmark/config'
import { availableCores } from '@earmark/inference'
import { z } from 'zod'

const variables = {
  ...databaseVariables,
  ...queueVariables,
  ...s3Variables,
  ...modelVariables,
  ...logVariables,
  ...metricsVariables,
  ...traceVariables,
  INFERENCE_PROCESSES: z.coerce.number().int().min(1).max(256).default(availableCores()),
  INFERENCE_WINDOWS_PER_RUN: z.coerce.number().int().min(1).max(256).optional(),
  CHUNK_SIZE: z.coerce.number().int().min(1).max(256).default(16),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
  MAX_QUEUED_CHUNKS: z.coerce.number().int().min(1).max(1000).default(64),
  MAX_ATTEMPTS: z.coerce.number().int().min(1).max(100).default(8),
  MAX_OBJECT_MB: z.coerce.number().int().min(1).default(20_000),
  MAX_DURATION_S: z.coerce
    .number()
    .min(1)
    .default(24 * 3600),
  MAX_WINDOWS: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  DECODE_TIMEOUT_S: z.coerce.number().min(1).default(1800),
  WEBHOOK_ALLOW: z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .refine((entries) => entries.every(isHostOrNetwork), {
      error:
        'must be names of hosts, IP addresses or networks such as 10.0.0.0/8, separated by commas',
    })
    .default([]),
  RETENTION_DAYS: z.coerce.number().min(1).optional(),
  // Several workers may run on one machine: nobody has a port that was not given to it.
  WORKER_HEALTH_HOST: z.string().default('127.0.0.1'),
  WORKER_HEALTH_PORT: portVariable.optional(),
  SHUTDOWN_GRACE_S: z.coerce.number().min(0).default(20),
}

function isHostOrNetwork(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/')
  if (bits === undefined) return isIP(address) !== 0 || /^[a-z0-9_.-]+$/i.test(address)
  const most = isIP(address) === 6 ? 128 : 32
  return rest.length === 0 && isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most
}

export type Config = ReturnType<typeof readConfig>

/** Reads the worker's environment; throws one error that names all that is wrong with it. */
export function readConfig() {
  const values = readEnvironment(variables, process.env)
  return { ...values, EARMARK_MODEL: values.EARMARK_MODEL ?? chosenModelDir(values.EARMARK_HOME) }
}
