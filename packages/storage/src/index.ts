export type { S3Config } from './create-clients.js'
export { createObjectStorage } from './create-object-storage.js'
export type { ListedObject, ObjectHead, ObjectStorage, OpenedObject } from './object-storage.js'
export { formatS3Url, parseS3Url, type S3Address } from './s3-url.js'
