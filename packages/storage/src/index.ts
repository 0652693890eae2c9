export type { S3Config } from './create-clients.js'
export { createObjectStorage } from './create-object-storage.js'
export type {
  ListedObject,
  ObjectHead,
  ObjectStorage,
  OpenedObject,
  StorageObserver,
} from './object-storage.js'
export { requireAllowedBucket } from './restrict-buckets.js'
export { formatS3Url, parseS3Url, type S3Address } from './s3-url.js'
