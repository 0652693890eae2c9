import type { ExportRow } from '@earmark/db'

export type LabelTrack = { bucket: string; key: string; text: string }

/**
 * Detections as one file for each object. Rows come object by object; those of several label sets or models are put in
 * the order of time.
 */
export async function* formatLabelTracks(
  pages: AsyncIterable<ExportRow[]>,
  format: 'audacity' | 'raven',
): AsyncGenerator<LabelTrack> {
  let rows: ExportRow[] = []
  const finish = (): LabelTrack => {
    const { bucket, key } = rows[0]!
    // The sort is stable: what starts together stays in the order of labels.
    const sorted = rows.toSorted((a, b) => Number(a.start_s) - Number(b.start_s))
    return { bucket: String(bucket), key: String(key), text: formats[format](sorted) }
  }
  for await (const page of pages) {
    for (const row of page) {
      if (rows.length > 0 && rows[0]!.object_id !== row.object_id) {
        yield finish()
        rows = []
      }
      rows.push(row)
    }
  }
  if (rows.length > 0) yield finish()
}

/** https://manual.audacityteam.org/man/importing_and_exporting_labels.html */
function formatAudacity(rows: readonly ExportRow[]): string {
  return rows
    .map((row) => `${formatTab([seconds(row.start_s), seconds(row.end_s), row.label])}\n`)
    .join('')
}

const ravenColumns = [
  'Selection',
  'View',
  'Channel',
  'Begin Time (s)',
  'End Time (s)',
  'Low Freq (Hz)',
  'High Freq (Hz)',
  'Annotation',
  'Similarity',
  'Z Score',
  'Label Set',
]

/** Raven's selection table; a detection is of the whole band, up to half the object's sample rate. */
function formatRaven(rows: readonly ExportRow[]): string {
  const lines = rows.map((row, i) => [
    i + 1,
    'Spectrogram 1',
    1,
    seconds(row.start_s),
    seconds(row.end_s),
    '0.0',
    (Number(row.sample_rate) / 2).toFixed(1),
    row.label,
    row.peak_similarity,
    row.z_score,
    `${row.label_set}@${row.label_set_version}`,
  ])
  return [ravenColumns, ...lines].map((line) => `${formatTab(line)}\n`).join('')
}

const formats = { audacity: formatAudacity, raven: formatRaven }

const seconds = (value: unknown) => Number(value).toFixed(6)

/** Values between tabs: neither format can hold a tab or a line's end in one. */
function formatTab(values: readonly unknown[]): string {
  return values.map((value) => String(value ?? '').replace(/\p{Cc}+/gu, ' ')).join('\t')
}
