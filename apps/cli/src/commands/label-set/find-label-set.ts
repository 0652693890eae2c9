import { type ApiClient, ApiError, type LabelSetReference, readPages } from '@earmark/client'
import { describeNearest } from '@earmark/core/describe-nearest'
import { UsageError } from '../../errors/usage-error.js'
import { parseReference } from '../../options/label-set-options.js'

/**
 * A stored label set by its number, its name (then the newest version) or `name@version`.
 *
 * @throws UsageError or ApiError where there is none, with the nearest names
 */
export async function findLabelSet(
  api: Pick<ApiClient, 'getLabelSet' | 'listLabelSets'>,
  reference: string,
  signal: AbortSignal,
): Promise<LabelSetReference> {
  if (/^\d+$/.test(reference)) {
    return api.getLabelSet({ id: Number(reference) }, { signal }).catch((error: unknown) => {
      const isMissing = error instanceof ApiError && error.code === 'NOT_FOUND'
      throw isMissing ? new UsageError(`There is no label set ${reference}.`) : error
    })
  }
  const { name, version } = parseReference(reference)
  const versions: string[] = []
  const pages = readPages((cursor) => api.listLabelSets({ name, cursor }, { signal }))
  for await (const page of pages) {
    const found = page.find((set) => version === undefined || set.version === version)
    if (found) return found
    versions.push(...page.map((set) => `${set.name}@${set.version}`))
  }
  const nearest = describeNearest(reference, versions)
  throw new UsageError(`There is no label set ${JSON.stringify(reference)}. ${nearest}`)
}
