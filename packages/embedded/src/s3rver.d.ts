// s3rver ships no types: the few parts of it that the embedded S3 server stands on.
declare module 's3rver' {
  import type { RequestListener } from 'node:http'

  export default class S3rver {
    constructor(options: {
      directory: string
      silent: boolean
      vhostBuckets: boolean
      allowMismatchedSignatures?: boolean
    })
    callback(): RequestListener
  }
}
