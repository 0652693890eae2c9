import { join } from 'node:path'
import { type ApiClient, type Batch, watchBatch } from '@earmark/client'
import { createRateMeter } from '@earmark/progress'
import { type ObjectStorage, parseS3Url } from '@earmark/storage'
import { type UploadTotals, uploadFolder } from '@earmark/upload'
import { demoLabelSets, readTruth } from './demo-label-sets.js'

/** Puts the demo archive into S3, except what is there already. */
export async function uploadDemo(
  { storage }: { storage: ObjectStorage },
  { folder, demoUrl, signal }: { folder: string; demoUrl: string; signal: AbortSignal },
): Promise<UploadTotals> {
  const { bucket, key: prefix } = parseS3Url(demoUrl)
  if (!(await storage.bucketExists(bucket))) await storage.createBucket(bucket)
  return uploadFolder({ storage }, { folder, bucket, prefix, signal })
}

/**
 * Tags the demo archive with two label sets in one batch and waits for its end. What an earlier start has heard
 * is skipped.
 */
export async function tagDemo(
  { api }: { api: ApiClient },
  {
    repositoryRoot,
    demoUrl,
    hasOwnLabels,
    signal,
    onProgress,
  }: {
    repositoryRoot: string
    demoUrl: string
    /** The model is a classifier, which takes no label sets. */
    hasOwnLabels: boolean
    signal: AbortSignal
    onProgress: (batch: Batch, perSecond: number | null) => void
  },
): Promise<Batch> {
  const truth = await readTruth(join(repositoryRoot, 'demo'))
  const { id } = await api.createBatch(
    {
      name: 'demo',
      source: { prefix: demoUrl },
      labelSets: hasOwnLabels ? [] : demoLabelSets(truth),
    },
    { signal },
  )
  const meter = createRateMeter()
  return watchBatch(api, id, {
    signal,
    intervalMs: 200,
    onBatch: (batch) => {
      const { done, skipped, failed } = batch.counts
      meter.add(done + skipped + failed, Date.now())
      onProgress(batch, meter.perSecond())
    },
  })
}
