import type { Answer } from './answer.js'
import type { Buckets } from './files/buckets.js'
import type { S3Request } from './s3-request.js'

/** A request that may be carried out: its signature is right. */
export interface Call {
  request: S3Request
  buckets: Buckets
  /** The body, which ends without an error only where it is whole and right. To be read once. */
  body: (limit: number) => AsyncIterable<Buffer>
}

/** One thing that S3 can do, and by what it is told from the others. */
export interface Operation {
  method: string
  /** What its address names. */
  of: 'server' | 'bucket' | 'object'
  /** Parameters of the query that it has. */
  needs?: string[]
  /** Parameters that it may have. */
  takes?: string[]
  /** Whether it has the header x-amz-copy-source. */
  copies?: boolean
  /** Whether it reads the body by itself. */
  readsBody?: boolean
  run(call: Call): Promise<Answer>
}
