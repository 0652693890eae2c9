import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { refuseCopy } from './channel-commands.js'
import { parseOptions } from './client-settings.js'
import { prefixStatementNames } from './prefix-statement-names.js'
import { buildBackendKey, type SessionClient, type SharedSession } from './shared-session.js'
import {
  buildError,
  buildMessage,
  buildReady,
  int32,
  MAX_MESSAGE_BYTES,
  MessageReader,
  ProtocolViolation,
  readText,
  type StartupPacket,
  typeOf,
} from './wire-messages.js'

/** PGlite holds one database of this name. */
const DATABASE = 'postgres'
/** Start-up parameters that are no settings of a session. */
const NOT_SETTINGS = new Set(['user', 'database', 'options', 'replication'])
/** A password is short: who sends more before it has logged in is not to fill the memory. */
const MAX_LOGIN_BYTES = 10_000
/** As Postgres' authentication_timeout. */
const LOGIN_TIMEOUT_MS = 60_000
/** A client that was told to go reads why, and may not stay. */
const LINGER_MS = 5_000
const AUTHENTICATION_OK = buildMessage('R', int32(0))
const ASK_FOR_PASSWORD = buildMessage('R', int32(3))

/** A server for Postgres clients on one shared session. */
export function servePostgres(session: SharedSession, password: string): Server {
  let clients = 0
  return createServer((socket) => {
    clients += 1
    socket.setNoDelay(true)
    connectClient(socket, session, password, `c${clients.toString(36)}_`)
  })
}

function connectClient(
  socket: Socket,
  session: SharedSession,
  password: string,
  statementPrefix: string,
): void {
  const reader = new MessageReader()
  let startup: Extract<StartupPacket, { kind: 'startup' }> | undefined
  let isOpen = false
  /** Messages of a query whose end has not come yet. */
  let pending: Buffer[] = []

  const client: SessionClient = {
    settings: new Map(),
    mayHaveSet: false,
    channels: new Set(),
    statements: new Set(),
    send: (bytes) => {
      if (socket.writable) socket.write(bytes)
    },
    evict: (message) => {
      socket.end(message)
      setTimeout(() => socket.destroy(), LINGER_MS).unref()
    },
  }

  const loginTimer = setTimeout(() => {
    const text = `nobody logged in within ${LOGIN_TIMEOUT_MS / 1000} s`
    client.evict(buildError('08P01', text, 'FATAL'))
  }, LOGIN_TIMEOUT_MS)

  const greet = () => {
    const settings = session.reportedSettings(client)
    const reports = settings.map(([name, value]) => buildMessage('S', name, value))
    client.send(Buffer.concat([AUTHENTICATION_OK, ...reports, buildBackendKey(), buildReady('I')]))
  }

  const authenticate = (message: Buffer) => {
    if (typeOf(message) !== 'p' || !isEqual(readText(message).text, password)) {
      const text = 'wrong password: the right one stands in the connection URL'
      client.evict(buildError('28P01', text, 'FATAL'))
      return
    }
    const parameters = startup?.parameters ?? new Map<string, string>()
    const database = parameters.get('database') ?? parameters.get('user')
    if (database !== DATABASE) {
      const text = `database "${database}" does not exist: the embedded Postgres holds one, named "${DATABASE}"`
      client.evict(buildError('3D000', text, 'FATAL'))
      return
    }
    for (const [name, value] of parameters) {
      if (!NOT_SETTINGS.has(name) && !name.startsWith('_pq_')) {
        client.settings.set(name.toLowerCase(), value)
      }
    }
    for (const [name, value] of parseOptions(parameters.get('options') ?? '')) {
      client.settings.set(name, value)
    }
    isOpen = true
    clearTimeout(loginTimer)
    session.take({ client, kind: 'open', greet })
  }

  const start = (packet: StartupPacket) => {
    if (packet.kind === 'encryption') {
      client.send(Buffer.from('N'))
    } else if (packet.kind === 'cancel') {
      // PGlite computes on one thread: nothing can reach a running statement.
      socket.end()
    } else {
      startup = packet
      if (packet.minorVersion > 0) client.send(buildMessage('v', int32(0), int32(0)))
      client.send(ASK_FOR_PASSWORD)
    }
  }

  const receive = (message: Buffer) => {
    const type = typeOf(message)
    switch (type) {
      case 'X':
        socket.end()
        return
      case 'd':
      case 'c':
      case 'f':
        // Data for a COPY that was refused.
        return
      case 'Q':
      case 'F':
      case 'S':
      case 'H':
      case 'P':
      case 'B':
      case 'D':
      case 'E':
      case 'C':
        break
      default:
        throw new ProtocolViolation(`messages of type "${type}" are not known`)
    }
    const own = prefixStatementNames(message, statementPrefix)
    if (type === 'P' && readText(own).text !== '') client.statements.add(readText(own).text)
    pending.push(own)
    if (!'QFSH'.includes(type)) return
    const messages = pending
    pending = []
    const refusal = messages.map(refuseCopy).find(Boolean)
    if (refusal !== undefined) {
      const reply = (state: string) =>
        Buffer.concat([buildError('0A000', refusal), buildReady(state)])
      session.take({ client, kind: 'answer', reply })
    } else {
      session.take({ client, kind: 'run', messages, isComplete: type !== 'H' })
    }
  }

  const readAll = () => {
    while (!startup) {
      const packet = reader.readStartup()
      if (!packet || !socket.writable) return
      start(packet)
    }
    const next = () => reader.readMessage(isOpen ? MAX_MESSAGE_BYTES : MAX_LOGIN_BYTES)
    for (let message = next(); message; message = next()) {
      if (!socket.writable) return
      if (isOpen) receive(message)
      else authenticate(message)
    }
  }

  socket.on('data', (chunk) => {
    if (!socket.writable) return
    reader.push(chunk)
    try {
      readAll()
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error
      client.evict(buildError('08P01', error.message, 'FATAL'))
    }
  })
  // 'close' follows and does the rest.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearTimeout(loginTimer)
    if (isOpen) session.take({ client, kind: 'leave' })
  })
}

function isEqual(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
