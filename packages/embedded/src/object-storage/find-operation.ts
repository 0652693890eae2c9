import type { Operation } from './operation.js'
import { abortMultipartUpload } from './operations/abort-multipart-upload.js'
import { completeMultipartUpload } from './operations/complete-multipart-upload.js'
import { copyObject } from './operations/copy-object.js'
import { createBucket } from './operations/create-bucket.js'
import { createMultipartUpload } from './operations/create-multipart-upload.js'
import { deleteBucket } from './operations/delete-bucket.js'
import { deleteObject } from './operations/delete-object.js'
import { deleteObjects } from './operations/delete-objects.js'
import { getBucketLocation } from './operations/get-bucket-location.js'
import { getObject, headObject } from './operations/get-object.js'
import { headBucket } from './operations/head-bucket.js'
import { listBuckets } from './operations/list-buckets.js'
import { listMultipartParts } from './operations/list-multipart-parts.js'
import { listObjects } from './operations/list-objects.js'
import { listObjectsV2 } from './operations/list-objects-v2.js'
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectTagging,
} from './operations/object-tagging.js'
import { putObject } from './operations/put-object.js'
import { uploadPart } from './operations/upload-part.js'
import { uploadPartCopy } from './operations/upload-part-copy.js'
import { S3Error } from './s3-error.js'
import type { S3Request } from './s3-request.js'

const OPERATIONS: Operation[] = [
  listBuckets,
  createBucket,
  headBucket,
  deleteBucket,
  getBucketLocation,
  listObjectsV2,
  listObjects,
  deleteObjects,
  getObject,
  headObject,
  putObject,
  copyObject,
  deleteObject,
  getObjectTagging,
  putObjectTagging,
  deleteObjectTagging,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  completeMultipartUpload,
  abortMultipartUpload,
  listMultipartParts,
]

/**
 * The operation that a request means. A parameter that is not known is not passed over: `PUT /bucket/key?acl` would
 * replace the object.
 *
 * @throws S3Error MethodNotAllowed
 */
export function findOperation({ method, bucket, key, query, headers }: S3Request): Operation {
  const level = bucket === '' ? 'server' : key === '' ? 'bucket' : 'object'
  const copies = headers.has('x-amz-copy-source')
  // x-id only names the operation for people who read logs.
  const names = [...query.keys()].filter((name) => !/^(x-id$|x-amz-)/i.test(name))
  const found = OPERATIONS.find(
    ({ needs = [], takes = [], ...operation }) =>
      operation.method === method &&
      operation.of === level &&
      (operation.copies ?? false) === (copies && method === 'PUT') &&
      needs.every((name) => query.has(name)) &&
      names.every((name) => needs.includes(name) || takes.includes(name)),
  )
  if (found) return found
  throw new S3Error(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource: this server does not know that operation.',
  )
}
