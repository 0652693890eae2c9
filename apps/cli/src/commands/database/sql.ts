import { text } from 'node:stream/consumers'
import { toPlainValue } from '@earmark/db'
import {
  cleanJson,
  cleanText,
  createTable,
  formatCsvRow,
  type Style,
  type Table,
} from '@earmark/terminal'
import { type Command, Option } from 'commander'
import pg from 'pg'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { createSpool } from './create-spool.js'
import { type ParseValue, type QueryPage, queryDatabase } from './query-database.js'

type Options = { json?: true; csv?: true; write?: true }

/** 64 million characters: far more than anybody reads, far less than a machine has. */
const MAX_HELD_CHARACTERS = 64_000_000
const MAX_CELL_WIDTH = 100

export function addSqlCommand(program: Command, context: Context): void {
  program
    .command('sql')
    .description('run one SQL statement, read-only')
    .argument(
      '<statement>',
      'such as "select * from earmark.results limit 10"; - reads it from stdin',
    )
    .option('--json', 'print a JSON array of objects')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .option('--write', 'allow the statement to change the database')
    .addHelpText(
      'after',
      '\nExample: npx earmark sql "select key, label from earmark.top_labels" --csv',
    )
    .action((statement: string, options: Options) => runSql(context, statement, options))
}

async function runSql(context: Context, statement: string, options: Options): Promise<void> {
  const sql = statement === '-' ? await text(context.stdin) : statement
  if (sql.trim() === '') throw new UsageError('The SQL statement is empty.')
  if (sql.includes('\0'))
    throw new UsageError('The SQL statement contains NUL, which Postgres cannot take.')
  const format = createFormat(context, options)
  const spool = createSpool(context.stdout, MAX_HELD_CHARACTERS)
  const pages = queryDatabase({
    url: await context.databaseUrl(),
    sql,
    isWriting: options.write === true,
    parseValue: format.parseValue,
  })
  let rows = 0
  for await (const page of pages) {
    await spool.add(format.page(page, rows === 0))
    rows += page.rows.length
  }
  await spool.add(format.end(rows))
  await spool.flush()
}

type Format = {
  parseValue: ParseValue
  page: (page: QueryPage, isFirst: boolean) => string
  end: (rows: number) => string
}

function createFormat({ stdout, style }: Context, { json, csv }: Options): Format {
  if (json) return jsonFormat
  return csv ? createCsvFormat(stdout.isTTY === true) : createTableFormat(style)
}

const jsonFormat: Format = {
  parseValue: toJsonValue,
  page: ({ columns, rows }, isFirst) =>
    rows
      .map((row, r) => {
        const object = Object.fromEntries(columns.map((column, c) => [column, row[c]]))
        return `${isFirst && r === 0 ? '[\n' : ',\n'}${cleanJson(object)}`
      })
      .join(''),
  end: (rows) => (rows === 0 ? '[]\n' : '\n]\n'),
}

function createCsvFormat(isTerminal: boolean): Format {
  // A terminal must not see raw control characters; a file gets the data as it is.
  const formatRow = (row: unknown[]) => {
    const line = formatCsvRow(row)
    return isTerminal ? `${cleanText(line.slice(0, -1))}\n` : line
  }
  return {
    parseValue: (value) => value,
    page: ({ columns, rows }, isFirst) =>
      [...(isFirst ? [columns] : []), ...rows].map(formatRow).join(''),
    end: () => '',
  }
}

function createTableFormat(style: Style): Format {
  let table: Table | null = null
  return {
    parseValue: (value) => value,
    page: ({ columns, rows }) => {
      if (columns.length === 0) return ''
      table ??= createTable(
        columns.map((title, c) => ({
          title: cleanText(title),
          maxWidth: MAX_CELL_WIDTH,
          align: rows.every((row) => isNumeric(row[c])) ? 'right' : 'left',
        })),
        style,
      )
      return table.format(
        rows.map((row) => row.map((value) => (value === null ? '' : String(value)))),
      )
    },
    end: (rows) => style.dim(`${rows} ${rows === 1 ? 'row' : 'rows'}\n`),
  }
}

function isNumeric(value: unknown): boolean {
  return value === null || (typeof value === 'string' && /^-?[\d.]+(e[+-]?\d+)?$/.test(value))
}

const { JSON: JSON_TYPE, JSONB } = pg.types.builtins

function toJsonValue(value: string, typeId: number): unknown {
  return typeId === JSON_TYPE || typeId === JSONB ? JSON.parse(value) : toPlainValue(value, typeId)
}
