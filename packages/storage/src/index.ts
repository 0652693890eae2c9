export * from './create-object-storage.js'
export { formatS3Url, parseS3Url, type S3Address } from './s3-url.js'
