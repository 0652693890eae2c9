import { formatCsvRow } from '@earmark/terminal'
import type { Moment } from './moment.js'

/** A clip that is there, with what is known of the recording that it is from. */
export type Clip = {
  name: string
  moment: Moment
  /** Of the clip in the recording. */
  startS: number
  endS: number
  recordedAt: string | null
  metadata: Readonly<Record<string, string>>
}

const columns = [
  ...['file_name', 'label', 'bucket', 'key', 'start_s', 'end_s', 'event_start_s', 'event_end_s'],
  ...['probability', 'z_score', 'recorded_at'],
]

/** `metadata.csv` as Hugging Face's audiofolder reads it: the first column names the file. */
export function formatMetadata(clips: readonly Clip[]): string {
  const fields = [...new Set(clips.flatMap(({ metadata }) => Object.keys(metadata)))].sort()
  const rows = clips.map(({ name, moment, startS, endS, recordedAt, metadata }) => [
    ...[name, moment.label, moment.bucket, moment.key, round(startS), round(endS)],
    ...[round(moment.startS), round(moment.endS), moment.probability, moment.zScore, recordedAt],
    ...fields.map((field) => metadata[field]),
  ])
  // A field of the archive's own that is called like a column stands behind a sign of whose it is.
  const names = fields.map((field) => (columns.includes(field) ? `metadata.${field}` : field))
  return [[...columns, ...names], ...rows].map(formatCsvRow).join('')
}

/** A selection table for Raven over all clips, opened in the order of their names. */
export function formatSelections(clips: readonly Clip[]): string {
  const header = [
    ...['Selection', 'View', 'Channel', 'Begin Time (s)', 'End Time (s)', 'Begin File'],
    ...['File Offset (s)', 'Annotation'],
  ]
  let offsetS = 0
  const rows = clips.map(({ name, moment, startS, endS }, at) => {
    const from = Math.max(0, moment.startS - startS)
    const to = Math.min(endS, moment.endS) - startS
    const times = [offsetS + from, offsetS + to].map((time) => time.toFixed(3))
    offsetS += endS - startS
    const label = moment.label.replace(/[\t\r\n]+/g, ' ')
    return [at + 1, 'Spectrogram 1', 1, ...times, name, from.toFixed(3), label]
  })
  return `${[header, ...rows].map((row) => row.join('\t')).join('\n')}\n`
}

const round = (seconds: number) => Number(seconds.toFixed(3))
