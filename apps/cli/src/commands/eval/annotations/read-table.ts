import { basename } from 'node:path'
import { readCsvRecords } from '@earmark/source/records'
import { UsageError } from '../../../errors/usage-error.js'
import type { Annotation } from './annotation.js'
import type { LeftOutCounter } from './left-out.js'
import { parseSeconds } from './parse-seconds.js'
import { type Columns, recogniseColumns } from './recognise-columns.js'

export type TableOptions = {
  labelColumn?: string | undefined
  minConfidence?: number | undefined
}

/** BirdNET's word for a stretch in which it heard nothing. */
const NOTHING = 'nocall'

/**
 * The rows of one table: Raven's selections, Audacity's labels, BirdNET's results, or CSV with a file in each row. What
 * kind it is, its first lines say. Rows that cannot be meant are counted in `leftOut`.
 *
 * @throws UsageError for a table of no known form, with the columns that it has
 */
export async function readTable(
  content: Buffer,
  name: string,
  options: TableOptions,
  leftOut: LeftOutCounter,
): Promise<Annotation[]> {
  const text = decode(content, name)
  const rows = isLabelTrack(text)
    ? readLabelTrack(text, name)
    : await readColumns(text, name, options)
  const annotations: Annotation[] = []
  for (const row of rows) {
    const { label, startS, endS, place, confidence } = row
    if (label === null) annotations.push(row)
    else if (label === '') leftOut.add('no-label', place)
    else if (label.toLowerCase() === NOTHING) annotations.push({ ...row, label: null })
    else if (!(startS >= 0 && endS >= startS && startS < Infinity)) {
      leftOut.add('impossible-time', `${place} (${startS} to ${endS})`)
    } else if (confidence !== undefined && !(confidence >= (options.minConfidence ?? 0))) {
      leftOut.add('low-confidence', place)
      annotations.push({ ...row, label: null })
    } else annotations.push(row)
  }
  // A table of one recording, without labels, says that there is nothing in its recording.
  if (annotations.length === 0 && rows.every(({ isByTable }) => isByTable)) {
    annotations.push(silence(name))
  }
  return annotations
}

type Row = Annotation & { confidence?: number }

const silence = (name: string): Annotation => ({
  ...{ file: name, isByTable: true, startS: 0, endS: 0, label: null, place: basename(name) },
})

/** UTF-8, or UTF-16 with its mark, as Windows' programs write. */
function decode(content: Buffer, name: string): string {
  const isWide = content.length >= 2 && [0xfffe, 0xfeff].includes(content.readUInt16BE(0))
  const encoding = !isWide ? 'utf-8' : content[0] === 0xff ? 'utf-16le' : 'utf-16be'
  const text = new TextDecoder(encoding).decode(content)
  if (!text.includes('\0')) return text
  throw new UsageError(`${name} is no table of text.`)
}

const TIMES = /^\s*[+-]?[\d.]+(?:e[+-]?\d+)?\t\s*[+-]?[\d.]+(?:e[+-]?\d+)?(?:\t|$)/i

function isLabelTrack(text: string): boolean {
  const first = text.split(/\r\n|\r|\n/, 50).find((line) => line.trim() !== '')
  return first === undefined || TIMES.test(first)
}

/** https://manual.audacityteam.org/man/importing_and_exporting_labels.html: a line that begins with `\` has frequencies. */
function readLabelTrack(text: string, name: string): Row[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, at) => {
    if (line.trim() === '' || line.startsWith('\\')) return []
    const [start, end, ...label] = line.split('\t')
    return {
      ...silence(name),
      startS: parseSeconds(start),
      endS: parseSeconds(end),
      label: label.join(' ').trim(),
      place: `line ${at + 1} of ${basename(name)}`,
    }
  })
}

async function readColumns(text: string, name: string, options: TableOptions): Promise<Row[]> {
  const format = chooseFormat(text, name, options)
  const chunks = (async function* () {
    yield Buffer.from(text)
  })()
  const rows: Row[] = []
  let columns: Columns | null = null
  for await (const { line, cells } of readCsvRecords(chunks, name, format)) {
    if (columns === null) columns = recogniseColumns(cells, options.labelColumn)!
    else rows.push(...toRows(columns, cells, name, `line ${line} of ${basename(name)}`))
  }
  return rows
}

/** The separator with which the head has columns that are known. Between tabs, a quote is an ordinary character. */
function chooseFormat(
  text: string,
  name: string,
  { labelColumn }: TableOptions,
): { delimiter: string; quote?: false } {
  const head = text.split(/\r\n|\r|\n/, 1)[0]!.replace(/^\ufeff/, '')
  const split = (delimiter: string) =>
    head.split(delimiter).map((title) => title.trim().replace(/^"(.*)"$/, '$1'))
  const delimiter = ['\t', ',', ';'].find((one) => recogniseColumns(split(one), labelColumn))
  if (delimiter !== undefined) return { delimiter, ...(delimiter === '\t' && { quote: false }) }
  const most = ['\t', ',', ';'].map(split).toSorted((a, b) => b.length - a.length)[0]!
  const found = most.slice(0, 20).map((title) => JSON.stringify(title.slice(0, 60)))
  const wanted =
    labelColumn === undefined
      ? 'times and a label (Begin Time (s), End Time (s), Annotation; start, end, label), or a file and its labels (file, labels)'
      : `times and ${JSON.stringify(labelColumn)}, or a file and ${JSON.stringify(labelColumn)}`
  throw new UsageError(
    `${name} is no table that is known here: it has the columns ${found.join(', ')}, and needs ${wanted}. --label-column names the one with the labels.`,
  )
}

function toRows(columns: Columns, cells: string[], name: string, place: string): Row[] {
  const cell = (at: number | null) => (at === null ? undefined : cells[at]?.trim())
  const path = cell(columns.path) ?? ''
  const isByTable = path === ''
  const whole = { startS: 0, endS: Infinity }
  const times = columns.start === null ? whole : readTimes(columns, cells)
  const row = { file: isByTable ? name : path, isByTable, ...times, place }
  const confidence = cell(columns.confidence)
  const several = cell(columns.labels)
  if (several !== undefined && columns.label === null) {
    const labels = several.split(';').map((label) => label.trim())
    const named = labels.filter((label) => label !== '')
    return (named.length === 0 ? [null] : named).map((label) => ({ ...row, label }))
  }
  return [
    {
      ...row,
      label: cell(columns.label) ?? '',
      ...(confidence !== undefined &&
        confidence !== '' && { confidence: parseSeconds(confidence) }),
    },
  ]
}

/** Raven's times run on over all files that are open; the offset is within the row's own. */
function readTimes(columns: Columns, cells: string[]): { startS: number; endS: number } {
  const [start, end, offset] = [columns.start, columns.end, columns.offset].map((at) =>
    at === null ? Number.NaN : parseSeconds(cells[at]),
  ) as [number, number, number]
  return Number.isNaN(offset)
    ? { startS: start, endS: end }
    : { startS: offset, endS: offset + (end - start) }
}
