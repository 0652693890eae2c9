import { parseArgs } from 'node:util'

export type FaultOptions = {
  objects: number
  /** redis and postgres use real servers; embedded is the one-machine start: PGlite, with the queue on it. */
  queue: 'redis' | 'postgres' | 'embedded'
  seed: number
}

const QUEUES = ['redis', 'postgres', 'embedded'] as const

export function readOptions(args: string[]): FaultOptions {
  const { values } = parseArgs({
    args,
    options: {
      objects: { type: 'string', default: '10000' },
      queue: { type: 'string', default: 'redis' },
      seed: { type: 'string', default: '1' },
    },
  })
  const objects = Number(values.objects)
  const queue = QUEUES.find((name) => name === values.queue)
  if (!Number.isInteger(objects) || objects < 16)
    throw new Error(`--objects must be a whole number of 16 or more, not ${values.objects}`)
  if (!queue) throw new Error(`--queue must be one of ${QUEUES.join(', ')}, not ${values.queue}`)
  return { objects, queue, seed: Number(values.seed) }
}
