import { type Database, getBatch, listResults, type ResultFilter } from '@earmark/db'
import { formatS3Url } from '@earmark/storage'
import { describeRecordings } from './describe-recordings.js'

/** Why a list of results is empty, though all that its filter names exists. */
export async function explainNoResults(db: Database, filter: ResultFilter): Promise<string> {
  const surest = async (relaxed: ResultFilter) =>
    (await listResults(db, { filter: relaxed, limit: 1 })).items[0]?.probability
  const { minProbability, ...withoutLimit } = filter
  const best = minProbability === undefined ? undefined : await surest(withoutLimit)
  if (best !== undefined) {
    return `The most probable has ${Number(best.toPrecision(3))}, which is less than minProbability, ${minProbability}.`
  }
  const { batchId, bucket, keyPrefix, recordedFrom, recordedTo, fields, ...names } = withoutLimit
  const unheard = batchId === undefined ? null : await explainBatch(db, batchId)
  if (unheard !== null) return unheard
  const recordings = describeRecordings(withoutLimit)
  if (recordings !== null && (await surest(withoutRecordings(withoutLimit))) !== undefined) {
    return `There are such results, but none of ${recordings}.`
  }
  if (bucket !== undefined && (await surest(withoutPlace(withoutLimit))) !== undefined) {
    return `There are such results elsewhere, but none below ${formatS3Url({ bucket, key: keyPrefix ?? '' })}.`
  }
  if (batchId !== undefined && (await surest(names)) !== undefined) {
    return `There are such results elsewhere, but none in batch ${batchId}.`
  }
  if ((await surest({})) === undefined) return 'Nothing has been heard yet.'
  const { label, ...ofSet } = names
  if (label !== undefined && (await surest(ofSet)) !== undefined) {
    return `No score of ${JSON.stringify(label)} was kept: of large label sets, only the best of each object are.`
  }
  return 'Nothing has been scored under this label set yet.'
}

function withoutPlace({ bucket: _, keyPrefix: __, ...rest }: ResultFilter): ResultFilter {
  return rest
}

function withoutRecordings({
  recordedFrom: _,
  recordedTo: __,
  fields: ___,
  ...rest
}: ResultFilter): ResultFilter {
  return rest
}

async function explainBatch(db: Database, id: number): Promise<string | null> {
  const batch = await getBatch(db, id)
  if (!batch || batch.counts.done + batch.counts.skipped > 0) return null
  const { found, failed } = batch.counts
  if (failed > 0) return `Batch ${id} has heard nothing: ${failed} of its ${found} objects failed.`
  return found === 0 && batch.scanFinished
    ? `Batch ${id} found no objects.`
    : `Batch ${id} has heard nothing yet: it is ${batch.state}.`
}
