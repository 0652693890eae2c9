import { readText, typeOf } from './wire-messages.js'

const CHANNEL_COMMAND =
  /(?:^|;)\s*(listen|unlisten)\s+("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*|\*)/giu
const COPY_IN = /(?:^|;)\s*copy\b[^;]*\bfrom\s+stdin\b/i

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

/** True for COPY … FROM STDIN, which waits for data from the client in the midst of a statement. */
export function isCopyIn(message: Buffer): boolean {
  return COPY_IN.test(readSql(message))
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function readSql(message: Buffer): string {
  switch (typeOf(message)) {
    case 'Q':
      return readText(message).text
    case 'P':
      return readText(message, readText(message).next).text
    default:
      return ''
  }
}
