import { parseArgs } from 'node:util'

export type FaultOptions = {
  objects: number
  /** redis and postgres use real servers; embedded is the one-machine start: PGlite, with the queue on it. */
  queue: 'redis' | 'postgres' | 'embedded'
  seed: number
  /** For how long a worker is stopped: longer than its leases last. */
  stopMs: number
  /** Objects of a chunk: in a small archive fewer, so that there is something to disturb. */
  chunkSize: number
}

const QUEUES = ['redis', 'postgres', 'embedded'] as const
const FULL_OBJECTS = 10_000

export const usage = `npm run faults -- [--objects N] [--queue redis|postgres|embedded] [--seed N]

Tags a bucket of small sounds twice, into an empty database each time: undisturbed, and while workers, inference processes
and ffmpeg are killed, the queue is emptied and restarted, the database is killed and its connections are terminated, the
S3 server is away, the folder for temporary files is full (as root; otherwise it is missing), the batch is retried while it
runs, and a worker is stopped and continued. The second run must have every row of the first, none lost and none doubled.

  --objects N   how many sounds: 16 or more (default ${FULL_OBJECTS}; 120 takes a few minutes, with a worker stopped for 35 s
                rather than 60)
  --queue       redis, postgres: real servers that are started here. scripts/real-services.sh installs what they need.
                embedded: the servers of npm start, which need nothing (default redis)
  --seed N      which worker is killed when (default 1)
  --help        prints this`

/** @returns null where help was asked for */
export function readOptions(args: string[]): FaultOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      objects: { type: 'string', default: String(FULL_OBJECTS) },
      queue: { type: 'string', default: 'redis' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const objects = Number(values.objects)
  const queue = QUEUES.find((name) => name === values.queue)
  if (!Number.isInteger(objects) || objects < 16)
    throw new Error(`--objects must be a whole number of 16 or more, not ${values.objects}`)
  if (!queue) throw new Error(`--queue must be one of ${QUEUES.join(', ')}, not ${values.queue}`)
  const seed = Number(values.seed)
  if (!Number.isInteger(seed)) throw new Error(`--seed must be a whole number, not ${values.seed}`)
  return {
    objects,
    queue,
    seed,
    stopMs: objects < FULL_OBJECTS ? 35_000 : 60_000,
    chunkSize: Math.max(2, Math.min(16, Math.floor(objects / 60))),
  }
}
