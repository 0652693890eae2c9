import { createReadStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { EarmarkError } from '@earmark/core'
import type { Database, ExportFilter, ExportKind, ExportRow } from '@earmark/db'
import { type ObjectStorage, parseS3Url } from '@earmark/storage'
import { createTemporaryHome } from '@earmark/temporary'
import { columns } from './columns.js'
import { formatLabelTracks } from './format-label-tracks.js'
import { formatCsv, formatNdjson } from './format-rows.js'
import { nameLabelTrack } from './name-label-track.js'
import { readRows } from './read-rows.js'
import { replaceFile } from './replace-file.js'

export const exportFormats = ['parquet', 'csv', 'ndjson', 'audacity', 'raven'] as const
export type ExportFormat = (typeof exportFormats)[number]

export type Export = {
  kind: ExportKind
  format: ExportFormat
  filter: ExportFilter
  /** A file, a folder for label tracks, or s3://bucket/key. */
  to: string
  signal?: AbortSignal
  onRows?: (rows: number) => void
}

const contentTypes = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  audacity: 'text/plain; charset=utf-8',
  raven: 'text/plain; charset=utf-8',
}

type Deps = { db: Database; openStorage: () => Promise<ObjectStorage> }

/**
 * Writes results, detections or embeddings for other tools: to one file, or for label tracks to a file for each object
 * with detections. A file gets its name when it is complete.
 *
 * @throws EarmarkError NOT_FOUND, INVALID_REQUEST, FOLDER_UNWRITABLE or what storage throws
 */
export async function exportArchive(
  deps: Deps,
  request: Export,
): Promise<{ rows: number; files: number }> {
  const { kind, format, to } = request
  checkRequest(request)
  let rows = 0
  const pages = count(readRows(deps, request), (read) => {
    rows += read
    request.onRows?.(rows)
  })
  const storage = to.startsWith('s3://') ? await deps.openStorage() : null
  const target = storage ? storedTarget(storage, request) : localTarget(to)
  try {
    if (format === 'audacity' || format === 'raven') {
      let files = 0
      for await (const track of formatLabelTracks(pages, format)) {
        await target.writeTrack(nameLabelTrack(track, format), track.text)
        files += 1
      }
      return { rows, files }
    }
    if (format === 'parquet') {
      // DuckDB is 70 MB to load: only for what needs it.
      const { writeParquet } = await import('./write-parquet.js')
      await target.writeFile((temporary) => writeParquet(pages, columns[kind], temporary))
    } else {
      await target.writeText((format === 'csv' ? formatCsv : formatNdjson)(pages, columns[kind]))
    }
    return { rows, files: 1 }
  } finally {
    storage?.close()
  }
}

type Target = {
  writeText: (text: AsyncIterable<string>) => Promise<void>
  /** For a format that cannot be streamed. */
  writeFile: (
    write: (temporary: { path: string; folder: string }) => Promise<void>,
  ) => Promise<void>
  writeTrack: (name: string, text: string) => Promise<void>
}

function localTarget(to: string): Target {
  const writeText = (path: string, text: AsyncIterable<string> | Iterable<string>) =>
    replaceFile(path, async (temporary) => {
      const file = await open(temporary.path, 'wx')
      try {
        for await (const part of text) await file.writeFile(part)
        await file.sync()
      } finally {
        await file.close()
      }
    })
  return {
    writeText: (text) => writeText(to, text),
    writeFile: (write) => replaceFile(to, write),
    writeTrack: async (name, text) => {
      const path = join(to, name)
      await mkdir(dirname(path), { recursive: true })
      await writeText(path, [text])
    },
  }
}

function storedTarget(storage: ObjectStorage, { to, format, signal }: Export): Target {
  const { bucket, key } = parseS3Url(to)
  const put = (name: string, body: Buffer | Readable) =>
    storage.putObject({
      bucket,
      key: name,
      body,
      contentType: contentTypes[format],
      ...(signal && { signal }),
    })
  return {
    writeText: (text) => put(key, Readable.from(toBytes(text), { objectMode: false })),
    writeFile: async (write) => {
      const temporary = createTemporaryHome()
      try {
        await temporary.withFolder(async (folder) => {
          const path = join(folder, 'export')
          await replaceFile(path, write)
          await put(key, createReadStream(path))
        })
      } finally {
        await temporary.close()
      }
    },
    writeTrack: (name, text) =>
      put(`${key === '' || key.endsWith('/') ? key : `${key}/`}${name}`, Buffer.from(text)),
  }
}

async function* toBytes(text: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const part of text) yield Buffer.from(part)
}

async function* count(
  pages: AsyncIterable<ExportRow[]>,
  onRows: (rows: number) => void,
): AsyncGenerator<ExportRow[]> {
  for await (const page of pages) {
    yield page
    onRows(page.length)
  }
}

function checkRequest({ kind, format, filter, to }: Export): void {
  const refuse = (message: string, field: string, value: unknown) =>
    new EarmarkError('INVALID_REQUEST', message, { permanent: true, field, value })
  const isTrack = format === 'audacity' || format === 'raven'
  if (isTrack && kind !== 'detections') {
    throw refuse(
      `The format ${format} is for detections, not for ${kind}: results and embeddings go to parquet, csv or ndjson.`,
      'format',
      format,
    )
  }
  if (kind === 'detections' && filter.minProbability !== undefined) {
    throw refuse(
      'Detections have no probability: what is detected was decided by the calibrated thresholds.',
      'minProbability',
      filter.minProbability,
    )
  }
  if (!isTrack && /^s3:\/\/[^/]+\/?$|\/$/.test(to)) {
    throw refuse(`${to} names no file: add a name such as ${kind}.${format}.`, 'to', to)
  }
}
