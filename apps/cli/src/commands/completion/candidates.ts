import type { Context } from '../../context.js'

export type Candidate = { word: string; says?: string }

const RECENT = 50

/** Who waits for a key to be answered waits no longer than this. */
const PATIENCE_MS = 1500

/**
 * What the API knows that may stand for a placeholder, such as `label-set`. Without an API there is nothing: a shell that
 * completes does not complain.
 *
 * @param typed what of it is there already
 */
export async function candidatesOf(
  context: Context,
  placeholder: string,
  typed: string,
): Promise<Candidate[]> {
  try {
    return await ask(context, placeholder, typed)
  } catch {
    return []
  }
}

async function ask(context: Context, placeholder: string, typed: string): Promise<Candidate[]> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)])
  if (placeholder === 'label-set') {
    const { items } = await (await context.openApi()).listLabelSets({ limit: RECENT }, { signal })
    const newest = new Map(items.map(({ name, labelCount }) => [name, labelCount]))
    return [...newest].map(([word, labels]) => ({ word, says: `${labels} labels` }))
  }
  if (placeholder === 'batch') {
    const { items } = await (await context.openApi()).listBatches({ limit: RECENT }, { signal })
    return items.map(({ id, state, name }) => ({ word: String(id), says: name ?? state }))
  }
  if (placeholder === 's3-url') return findPrefixes(context, typed, signal)
  return []
}

/** Buckets, and below one of them its folders. */
async function findPrefixes(
  context: Context,
  typed: string,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const api = await context.openApi()
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(typed) ?? []
  if (bucket === undefined || prefix === undefined) {
    const { items } = await api.listBuckets({}, { signal })
    return items.map(({ name }) => ({ word: `s3://${name}/` }))
  }
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const { folders } = await api.listBucketObjects(
    { bucket, prefix: prefix === folder ? folder : prefix, delimiter: '/', limit: RECENT },
    { signal },
  )
  return folders.map((below) => ({ word: `s3://${bucket}/${below}` }))
}
