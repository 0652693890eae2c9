import { parseArgs } from 'node:util'

export type ScaleOptions = {
  workers: number
  objects: number
  /** For how long S3 makes a worker wait for an object, so that waiting takes a worker's time and not computing. */
  latencyMs: number
}

/** Of each worker, so that one object more or less is no tenth of its share when half of all are heard. */
const OBJECTS_A_WORKER = 40
/** An object costs some tenths of a second of a core: so much waiting leaves two cores half idle. */
const LATENCY_A_WORKER_MS = 400
/** A client of S3 does not wait for ever. */
const LONGEST_LATENCY_MS = 8_000

export const usage = `npm run scale -- [--workers N] [--objects N]

Lets so many worker processes, with a model that costs nothing, tag a bucket together, on one Postgres and one Redis of its own: at
half of the batch each must have heard as many objects as the others, within a tenth; from then on some are killed, and started
again, until the end. Nothing may be lost or doubled, and Postgres must never have more connections than docs/operations.md
says; from 10 workers on, PgBouncer in transaction mode stands in front of it.

  --workers N   2 or more (default 2; 40 take 8 GB and ten minutes on two cores)
  --objects N   how many sounds (default ${OBJECTS_A_WORKER} for each worker)
  --help        prints this`

/** @returns null where help was asked for */
export function readOptions(args: string[]): ScaleOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      workers: { type: 'string', default: '2' },
      objects: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const workers = readCount('workers', values.workers, 2)
  const objects = readCount(
    'objects',
    values.objects ?? String(workers * OBJECTS_A_WORKER),
    workers,
  )
  return {
    workers,
    objects,
    latencyMs: Math.min(LONGEST_LATENCY_MS, workers * LATENCY_A_WORKER_MS),
  }
}

function readCount(name: string, text: string, least: number): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= least) return count
  throw new Error(`--${name} must be a whole number of ${least} or more, not ${text}`)
}
