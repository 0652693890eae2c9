import { readText, typeOf } from './wire-messages.js'

/** Where a statement begins, behind the comments that may stand before it. */
const BEGIN = String.raw`(?:^|;)(?:\s|--[^\n]*|/\*[\s\S]*?\*/)*`
const CHANNEL_COMMAND = new RegExp(
  String.raw`${BEGIN}(listen|unlisten)\s+("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*|\*)`,
  'giu',
)
const COPY_IN = new RegExp(String.raw`${BEGIN}copy\b[^;]*\bfrom\s+stdin\b`, 'i')
const COPY_PROGRAM = new RegExp(String.raw`${BEGIN}copy\b[^;]*\b(?:from|to)\s+program\b`, 'i')

export interface ChannelCommand {
  command: 'listen' | 'unlisten'
  /** '*' for all. */
  channel: string
}

/** The LISTEN and UNLISTEN commands in a Query or Parse message. */
export function readChannelCommands(message: Buffer): ChannelCommand[] {
  return [...readSql(message).matchAll(CHANNEL_COMMAND)].map(([, command = '', name = '']) => ({
    command: command.toLowerCase() as ChannelCommand['command'],
    channel: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  }))
}

/**
 * Why a message's COPY is not possible, or undefined: FROM STDIN waits for data from the client in the midst of a
 * statement, and a program would end PGlite.
 */
export function refuseCopy(message: Buffer): string | undefined {
  const sql = readSql(message)
  if (COPY_IN.test(sql)) {
    return 'COPY … FROM STDIN is not possible on the embedded Postgres: use insert, or a Postgres server'
  }
  if (COPY_PROGRAM.test(sql)) return 'the embedded Postgres runs no programs for COPY'
  return undefined
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The text of a Query or Parse message; empty for others. */
export function readSql(message: Buffer): string {
  switch (typeOf(message)) {
    case 'Q':
      return readText(message).text
    case 'P':
      return readText(message, readText(message).next).text
    default:
      return ''
  }
}
