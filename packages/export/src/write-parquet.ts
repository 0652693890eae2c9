import { join } from 'node:path'
import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api'
import type { ExportRow } from '@earmark/db'
import type { Columns, ColumnType } from './columns.js'

const types: Record<ColumnType, DuckDBType> = {
  text: VARCHAR,
  id: BIGINT,
  integer: INTEGER,
  real: FLOAT,
  double: DOUBLE,
  instant: TIMESTAMPTZ,
  floats: LIST(FLOAT),
}

/** DuckDB's vectors hold no more. */
const ROWS_PER_CHUNK = 2048
/** What DuckDB may take; beyond, it goes on in its file. */
const MEMORY_LIMIT = '256MB'
/** A row group is held in memory until it is complete: 8 MB of embeddings, or of results 30 MB. */
const ROWS_PER_GROUP = { embeddings: 4_096, others: 122_880 }

/**
 * Writes rows as one Parquet file. They pass through a DuckDB database in `folder`, so that memory stays the same however
 * many there are; the folder takes about twice the file's size until it is removed.
 */
export async function writeParquet(
  pages: AsyncIterable<ExportRow[]>,
  columns: Columns,
  { path, folder }: { path: string; folder: string },
): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'rows.duckdb'), {
    memory_limit: MEMORY_LIMIT,
    threads: '1',
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    const entries = Object.entries(columns)
    const definitions = entries.map(([name, type]) => `${name} ${types[type]}`)
    await connection.run(`create table export (${definitions.join(', ')})`)
    for await (const rows of pages) {
      // One appender for each page: what it holds is written when it closes.
      const appender = await connection.createAppender('export')
      try {
        for (let first = 0; first < rows.length; first += ROWS_PER_CHUNK) {
          const part = rows.slice(first, first + ROWS_PER_CHUNK)
          const chunk = DuckDBDataChunk.create(entries.map(([, type]) => types[type]))
          chunk.setColumns(
            entries.map(([name, type]) => part.map((row) => toDuckValue(row[name]!, type))),
          )
          appender.appendDataChunk(chunk)
        }
      } finally {
        appender.closeSync()
      }
    }
    const quoted = `'${path.replaceAll("'", "''")}'`
    const hasEmbeddings = Object.values(columns).includes('floats')
    const rowGroup = hasEmbeddings ? ROWS_PER_GROUP.embeddings : ROWS_PER_GROUP.others
    await connection.run(
      `copy export to ${quoted} (format parquet, compression zstd, row_group_size ${rowGroup})`,
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function toDuckValue(value: string | number | null, type: ColumnType): DuckDBValue {
  if (value === null) return null
  switch (type) {
    case 'id':
      return BigInt(value)
    case 'instant':
      return new DuckDBTimestampTZValue(BigInt(value))
    case 'floats':
      return listValue(JSON.parse(String(value)) as number[])
    default:
      return value
  }
}
