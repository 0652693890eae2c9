import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { S3Client } from '@aws-sdk/client-s3'
import './config.js'

export type S3Config = {
  /** Servers other than AWS. */
  endpoint?: string
  region: string
  accessKeyId?: string
  secretAccessKey?: string
  sessionToken?: string
  forcePathStyle?: boolean
  maxSockets?: number
  /** The only buckets that may be read or written, by their exact names; all where not given. */
  allowedBuckets?: readonly string[]
  /** How long a connection may take; 3 s where not given. */
  connectTimeoutMs?: number
  /** How long the server may be silent in the middle of a request; 30 s where not given. */
  silenceTimeoutMs?: number
}

export type Clients = {
  /** For reading objects. */
  reader: S3Client
  /** For everything else. */
  client: S3Client
}

export const SILENCE_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_MS = 3_000
/** The SDK's own tries of one request, within seconds; batches try again later by their own rules. */
const MAX_ATTEMPTS = 3
const DEFAULT_MAX_SOCKETS = 200

/**
 * Makes the SDK's clients, which share their sockets. Reading has one of its own: the SDK's limit on a
 * socket's silence goes on in a body, and would end a download whose reader takes its time.
 */
export function createClients(config: S3Config): Clients {
  const agent = { keepAlive: true, maxSockets: config.maxSockets ?? DEFAULT_MAX_SOCKETS }
  const silenceTimeoutMs = config.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS
  const requestHandler = {
    connectionTimeout: config.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
  }
  const shared = {
    region: config.region,
    forcePathStyle: config.forcePathStyle ?? config.endpoint !== undefined,
    maxAttempts: MAX_ATTEMPTS,
    // Servers other than AWS do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(config.endpoint !== undefined && { endpoint: config.endpoint }),
    ...(config.accessKeyId !== undefined &&
      config.secretAccessKey !== undefined && {
        credentials: {
          accessKeyId: config.accessKeyId,
          secretAccessKey: config.secretAccessKey,
          ...(config.sessionToken !== undefined && { sessionToken: config.sessionToken }),
        },
      }),
  } as const
  const client = new S3Client({
    ...shared,
    requestHandler: { ...requestHandler, socketTimeout: silenceTimeoutMs },
  })
  const reader = new S3Client({
    ...shared,
    requestHandler: {
      ...requestHandler,
      socketTimeout: 0,
      requestTimeout: silenceTimeoutMs,
      throwOnRequestTimeout: true,
    },
  })
  return { reader, client }
}
