import { join } from 'node:path'
import { encodeKeyPath } from './key-path.js'

/** The files of one object, as s3rver 3.7.1 named them. */
export interface ObjectPaths {
  data: string
  record: string
  /** Only where s3rver wrote it. */
  md5: string
}

export const DATA_SUFFIX = '._S3rver_object'
export const RECORD_SUFFIX = '._S3rver_metadata.json'
export const MD5_SUFFIX = '._S3rver_object.md5'

export function objectPaths(folder: string, key: string): ObjectPaths {
  const path = join(folder, encodeKeyPath(key))
  return {
    data: `${path}${DATA_SUFFIX}`,
    record: `${path}${RECORD_SUFFIX}`,
    md5: `${path}${MD5_SUFFIX}`,
  }
}
