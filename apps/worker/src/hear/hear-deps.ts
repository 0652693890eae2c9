import type { Database } from '@earmark/db'
import type { DecodeOptions } from '@earmark/decode'
import type { InferencePool } from '@earmark/inference'
import type { TemporaryHome } from '@earmark/temporary'
import type { FetchDeps } from './fetch-object.js'

export type HearDeps = FetchDeps & {
  db: Database
  pool: InferencePool
  temporary: TemporaryHome
  decode: Pick<DecodeOptions, 'maxDurationS' | 'timeoutMs' | 'ffmpegPath'>
  /** Of one object: its rows are written in one transaction. */
  maxWindows: number
}
