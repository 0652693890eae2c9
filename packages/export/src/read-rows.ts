import { describeNearest, EarmarkError } from '@earmark/core'
import {
  type Database,
  type ExportFilter,
  type ExportHearing,
  type ExportKind,
  type ExportRow,
  type ExportScope,
  findExportScope,
  findUnknownName,
  listExportHearings,
  listExportRows,
  listModelNames,
} from '@earmark/db'

/** A page has the rows of at most so many hearings, */
const HEARINGS_PER_PAGE = 500
/** and of so many windows, unless one object has more: an embedding takes 2 KB. */
const WINDOWS_PER_PAGE = { results: 100_000, detections: 20_000, embeddings: 1_000 }

/**
 * What an export holds, object by object, each in the order of time. One page at a time: memory is that of the longest
 * object, and nothing is held in Postgres between two pages. What is heard after the start is left out.
 *
 * @throws EarmarkError NOT_FOUND for a label, label set, batch or model that is not there
 */
export async function* readRows(
  { db }: { db: Database },
  { kind, filter, signal }: { kind: ExportKind; filter: ExportFilter; signal?: AbortSignal },
): AsyncGenerator<ExportRow[]> {
  const scope = await findExportScope(db, filter)
  await checkScope(db, scope)
  const saysLabels = filter.label ?? filter.labelSet ?? filter.minProbability
  const isLabelled = kind === 'embeddings' && saysLabels !== undefined
  let after: ExportHearing | null = null
  for (;;) {
    const hearings: ExportHearing[] = await listExportHearings(db, scope, {
      after,
      limit: HEARINGS_PER_PAGE,
      isLabelled,
    })
    for (const hearingIds of cutPages(hearings, WINDOWS_PER_PAGE[kind])) {
      signal?.throwIfAborted()
      const rows = await listExportRows(db, kind, hearingIds, scope)
      if (rows.length > 0) yield rows
    }
    if (hearings.length < HEARINGS_PER_PAGE) return
    after = hearings.at(-1)!
  }
}

function* cutPages(hearings: readonly ExportHearing[], maxWindows: number): Generator<number[]> {
  let page: number[] = []
  let windows = 0
  for (const hearing of hearings) {
    if (page.length > 0 && windows + hearing.windows > maxWindows) {
      yield page
      page = []
      windows = 0
    }
    page.push(hearing.id)
    windows += hearing.windows
  }
  if (page.length > 0) yield page
}

async function checkScope(
  db: Database,
  { filter, modelIds, labelIds, hasBatch }: ExportScope,
): Promise<void> {
  const { label, labelSet, labelSetVersion, batchId, model } = filter
  if (batchId !== undefined && !hasBatch) {
    throw missing(`There is no batch ${batchId}.`, 'batch', batchId)
  }
  if (modelIds?.length === 0) {
    const nearest = describeNearest(model ?? '', await listModelNames(db))
    throw missing(`No model is called ${JSON.stringify(model)} here. ${nearest}`, 'model', model)
  }
  if (labelIds?.length !== 0) return
  const unknown = await findUnknownName(db, { label, labelSet, labelSetVersion })
  if (unknown) {
    const { field, value, what, where, names } = unknown
    const nearest = describeNearest(String(value), names)
    throw missing(`There is no ${what} ${JSON.stringify(value)}${where}. ${nearest}`, field, value)
  }
  const set =
    labelSet === undefined ? '' : labelSet + (labelSetVersion ? `@${labelSetVersion}` : '')
  const place = `in batch ${batchId}`
  if (label !== undefined) {
    const owner = set && ` of label set ${JSON.stringify(set)}`
    throw missing(`There is no label ${JSON.stringify(label)}${owner} ${place}.`, 'label', label)
  }
  if (set) throw missing(`There is no label set ${JSON.stringify(set)} ${place}.`, 'labelSet', set)
}

function missing(message: string, field: string, value: unknown): EarmarkError {
  return new EarmarkError('NOT_FOUND', message.trimEnd(), { permanent: true, field, value })
}
