import type { ApiClient, LabelSet } from '@earmark/client'
import { parseReference } from './label-set-options.js'
import { UsageError } from './usage-error.js'

/**
 * A stored label set by its number, its name (then the newest version) or `name@version`.
 *
 * @throws UsageError where there is none; ApiError
 */
export async function findLabelSet(
  api: Pick<ApiClient, 'getLabelSet' | 'listLabelSets'>,
  reference: string,
  signal: AbortSignal,
): Promise<LabelSet> {
  if (/^\d+$/.test(reference)) return api.getLabelSet(Number(reference), { signal })
  const { name, version } = parseReference(reference)
  let cursor: string | undefined
  do {
    const page = await api.listLabelSets({ name, signal, ...(cursor && { cursor }) })
    const found = page.items.find((set) => version === undefined || set.version === version)
    if (found) return found
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  throw new UsageError(`There is no label set ${JSON.stringify(reference)}.`)
}
