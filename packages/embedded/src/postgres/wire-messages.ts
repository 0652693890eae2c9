// Postgres' wire protocol 3: https://www.postgresql.org/docs/current/protocol-message-formats.html
// A message is a type byte and a length of 4 bytes, which counts itself, and then the content.

const HEADER_BYTES = 5
const PROTOCOL_3 = 3
/** 3.0, as a start-up packet carries it. */
export const PROTOCOL_VERSION = PROTOCOL_3 << 16
/** Sent in place of a protocol version. */
const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104
const CANCEL_REQUEST = 80_877_102
/** As in Postgres: a longer first packet comes from a client that speaks another protocol. */
const MAX_STARTUP_BYTES = 10_000
export const MAX_MESSAGE_BYTES = 1 << 30

export type StartupPacket =
  | { kind: 'encryption' }
  | { kind: 'cancel' }
  | { kind: 'startup'; minorVersion: number; parameters: Map<string, string> }

/** What a client sent that is no Postgres protocol. */
export class ProtocolViolation extends Error {}

/** Cuts a stream of bytes into messages, however the network has cut it. */
export class MessageReader {
  #chunks: Buffer[] = []
  #length = 0

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The first packet of a connection, which has no type byte; undefined until it is complete. */
  readStartup(): StartupPacket | undefined {
    const length = this.#peekInt32(0)
    if (length === undefined) return undefined
    if (length < 8 || length > MAX_STARTUP_BYTES) {
      throw new ProtocolViolation(`a first packet of ${length} bytes is not Postgres' protocol`)
    }
    const packet = this.#take(length)
    if (!packet) return undefined
    const version = packet.readInt32BE(4)
    if (version === SSL_REQUEST || version === GSS_REQUEST) return { kind: 'encryption' }
    if (version === CANCEL_REQUEST) return { kind: 'cancel' }
    if (version >>> 16 !== PROTOCOL_3) {
      throw new ProtocolViolation(`protocol version ${version >>> 16} is not supported: only 3`)
    }
    const words = packet.toString('utf8', 8).split('\0')
    const parameters = new Map<string, string>()
    for (let i = 0; i + 1 < words.length && words[i]; i += 2) {
      parameters.set(words[i] as string, words[i + 1] as string)
    }
    return { kind: 'startup', minorVersion: version & 0xffff, parameters }
  }

  /** The next whole message, header included; undefined until it is complete. */
  readMessage(maxBytes: number): Buffer | undefined {
    if (this.#length < HEADER_BYTES) return undefined
    const length = this.#peekInt32(1) as number
    if (length < 4 || length > maxBytes) {
      throw new ProtocolViolation(`a message of ${length} bytes is not allowed`)
    }
    return this.#take(1 + length)
  }

  #peekInt32(offset: number): number | undefined {
    if (this.#length < offset + 4) return undefined
    if ((this.#chunks[0] as Buffer).length < offset + 4) this.#join()
    return (this.#chunks[0] as Buffer).readInt32BE(offset)
  }

  #take(length: number): Buffer | undefined {
    if (this.#length < length) return undefined
    if ((this.#chunks[0] as Buffer).length < length) this.#join()
    const first = this.#chunks[0] as Buffer
    this.#length -= length
    if (first.length === length) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(length)
    return first.subarray(0, length)
  }

  #join(): void {
    this.#chunks = [Buffer.concat(this.#chunks)]
  }
}

/** Builds a message from its type and content. */
export function buildMessage(type: string, ...content: (Buffer | string)[]): Buffer {
  const parts = content.map((part) => (typeof part === 'string' ? zeroEnded(part) : part))
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(type, 'latin1')
  header.writeInt32BE(length + 4, 1)
  return Buffer.concat([header, ...parts])
}

export function zeroEnded(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf8')
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

/** The type of a message, as the protocol's documentation writes it: 'Q', 'P', … */
export function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0] as number)
}

/** Text up to the next zero byte, and where the text after it begins. */
export function readText(message: Buffer, start = HEADER_BYTES): { text: string; next: number } {
  const end = message.indexOf(0, start)
  if (end < 0) throw new ProtocolViolation('a text in a message has no end')
  return { text: message.toString('utf8', start, end), next: end + 1 }
}

/** The values of a DataRow message, as text. */
export function readRow(message: Buffer): (string | null)[] {
  const values: (string | null)[] = []
  let start = HEADER_BYTES + 2
  for (let left = message.readInt16BE(HEADER_BYTES); left > 0; left -= 1) {
    const length = message.readInt32BE(start)
    start += 4
    values.push(length < 0 ? null : message.toString('utf8', start, start + length))
    start += Math.max(0, length)
  }
  return values
}

export function buildError(
  code: string,
  text: string,
  severity: 'ERROR' | 'FATAL' = 'ERROR',
): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`]
  return buildMessage('E', ...fields, Buffer.from([0]))
}

/** 'I' outside a transaction, 'T' inside one, 'E' inside one that has failed. */
export function buildReady(state: string): Buffer {
  return buildMessage('Z', Buffer.from(state))
}

/** The whole messages that a server's answer consists of. */
export function* splitMessages(output: Buffer): Generator<Buffer> {
  for (let start = 0; start < output.length; ) {
    const end = start + 1 + output.readInt32BE(start + 1)
    yield output.subarray(start, end)
    start = end
  }
}
