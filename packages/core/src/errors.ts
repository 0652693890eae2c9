/** What an error code means and whether trying again could help: the source of the table in the documentation. */
export interface ErrorCodeDescription {
  code: string
  meaning: string
  /** True where the same input fails the same way every time, so that a retry is a waste. */
  permanent: boolean
}

export const errorCodes = [
  { code: 'EMPTY_OBJECT', permanent: true, meaning: 'The object holds no bytes.' },
  {
    code: 'UNDECODABLE_AUDIO',
    permanent: true,
    meaning:
      'ffmpeg finds no audio in the bytes, the audio is damaged beyond decoding, or its samples are no sound (NaN, infinite, far beyond full scale).',
  },
  {
    code: 'NO_AUDIO_STREAM',
    permanent: true,
    meaning: 'The file is a valid container, such as a video, without a sound track.',
  },
  {
    code: 'OBJECT_NOT_FOUND',
    permanent: true,
    meaning: 'The object does not exist, or was deleted after the scan.',
  },
  {
    code: 'OBJECT_CHANGED',
    permanent: true,
    meaning: 'The object was overwritten after the scan: its ETag is another one now.',
  },
  { code: 'BUCKET_NOT_FOUND', permanent: true, meaning: 'The bucket does not exist.' },
  {
    code: 'ACCESS_DENIED',
    permanent: true,
    meaning: 'The credentials may not read the bucket or the object.',
  },
  {
    code: 'TOO_LONG',
    permanent: true,
    meaning: 'The audio is longer than the configured limit, or would have more windows than it.',
  },
  {
    code: 'TOO_LARGE',
    permanent: true,
    meaning: 'The file or request has more bytes than the configured limit.',
  },
  {
    code: 'DECODE_TIMEOUT',
    permanent: true,
    meaning: 'ffmpeg did not finish within the time limit.',
  },
  {
    code: 'DECODE_CRASHED',
    permanent: false,
    meaning: 'ffmpeg ended by a signal, which says nothing about the file itself.',
  },
  {
    code: 'STORAGE_UNAVAILABLE',
    permanent: false,
    meaning: 'The S3 endpoint cannot be reached or answers with a server error.',
  },
  {
    code: 'STORAGE_THROTTLED',
    permanent: false,
    meaning: 'The S3 endpoint asks for fewer requests a second.',
  },
  {
    code: 'STREAM_UNAVAILABLE',
    permanent: false,
    meaning: 'A live stream or a microphone cannot be reached, broke off, or gives no sound.',
  },
  {
    code: 'STREAM_REFUSED',
    permanent: true,
    meaning:
      'The address of a live stream cannot be listened to: nothing is there, it wants another password, or it is no stream of sound.',
  },
  {
    code: 'INFERENCE_CRASHED',
    permanent: false,
    meaning: 'The inference process ended while it ran this call; it has been replaced.',
  },
  {
    code: 'WORKER_FAULT',
    permanent: false,
    meaning:
      'The worker could not work, for a reason that is not the object: no room for temporary files, no ffmpeg, no model, no database.',
  },
  {
    code: 'POISON',
    permanent: true,
    meaning: 'The object ended its worker or inference process several times and is set aside.',
  },
  {
    code: 'MODEL_INVALID',
    permanent: true,
    meaning: 'The model folder is incomplete, damaged, or contradicts itself.',
  },
  {
    code: 'MODEL_UNSUPPORTED',
    permanent: true,
    meaning: 'The model, or the execution provider asked for, is of a kind that cannot run here.',
  },
  {
    code: 'HUB_UNAVAILABLE',
    permanent: false,
    meaning: 'The model hub cannot be reached, asks for fewer requests, or has a server error.',
  },
  {
    code: 'FOLDER_UNWRITABLE',
    permanent: true,
    meaning: 'A local folder cannot be written: the disk is full, or the folder is read-only.',
  },
  {
    code: 'INVALID_LABEL_SET',
    permanent: true,
    meaning: 'A label set breaks a rule: the message names the label or template and its value.',
  },
  {
    code: 'INVALID_REQUEST',
    permanent: true,
    meaning: 'A field, parameter or setting is missing or has a value that is not allowed.',
  },
  { code: 'NOT_FOUND', permanent: true, meaning: 'There is nothing with this id.' },
  {
    code: 'CONFLICT',
    permanent: true,
    meaning: 'The request contradicts the current state of what it changes.',
  },
  {
    code: 'IDEMPOTENCY_KEY_REUSED',
    permanent: true,
    meaning: 'The Idempotency-Key came with another request before.',
  },
  {
    code: 'REQUEST_UNDER_WAY',
    permanent: false,
    meaning: 'The first request with this Idempotency-Key is still being answered.',
  },
  {
    code: 'SQL_FAILED',
    permanent: true,
    meaning:
      'Postgres refuses the SQL statement: the message says why, and `position` at which character.',
  },
  {
    code: 'SQL_TIMEOUT',
    permanent: true,
    meaning: 'The SQL statement takes longer than one over HTTP may.',
  },
  { code: 'FORBIDDEN', permanent: true, meaning: 'The API key has not the scope that this needs.' },
  {
    code: 'UNAUTHORIZED',
    permanent: true,
    meaning: 'The API key is missing or wrong, or the browser is not signed in.',
  },
  {
    code: 'SIGN_IN_FAILED',
    permanent: true,
    meaning: 'The code or key that a browser was to be signed in with is wrong, used or too old.',
  },
  {
    code: 'FOREIGN_ORIGIN',
    permanent: true,
    meaning: "A page of another site sent the request with this browser's cookie.",
  },
  {
    code: 'FOREIGN_HOST',
    permanent: true,
    meaning: 'The request names a host that this API, open to this machine only, does not have.',
  },
  {
    code: 'SCHEMA_MISMATCH',
    permanent: true,
    meaning: 'The database schema is older or newer than the program.',
  },
  {
    code: 'DATABASE_UNAVAILABLE',
    permanent: false,
    meaning: 'Postgres cannot be reached or ended the connection.',
  },
  {
    code: 'QUEUE_UNAVAILABLE',
    permanent: false,
    meaning: 'The queue (Redis or Postgres) cannot be reached.',
  },
  {
    code: 'CANCELLED',
    permanent: false,
    meaning: 'The work was stopped on request before it was done.',
  },
  {
    code: 'INTERNAL',
    permanent: false,
    meaning: 'A defect in Earmark, or a state nobody foresaw: the log has the details.',
  },
] as const satisfies readonly ErrorCodeDescription[]

export type ErrorCode = (typeof errorCodes)[number]['code']

export interface EarmarkErrorOptions {
  /** Transient is the default: only what is provably permanent skips its retries. */
  permanent?: boolean
  cause?: unknown
  /** The field that is wrong, as the caller wrote it: `labels[3]`. */
  field?: string
  /** The value received, shortened where it is long. */
  value?: unknown
  /** How long to wait before the next try, where the other side said so. */
  retryAfterMs?: number
}

/** The one error of Earmark. The message is a sentence for people; the code is for programs. */
export class EarmarkError extends Error {
  readonly code: ErrorCode
  readonly permanent: boolean
  readonly field: string | undefined
  readonly value: unknown
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: EarmarkErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EarmarkError'
    this.code = code
    this.permanent = options.permanent ?? false
    this.field = options.field
    this.value = options.value
    this.retryAfterMs = options.retryAfterMs
  }
}
