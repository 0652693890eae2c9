import type { PGlite } from '@electric-sql/pglite'
import { quoteIdentifier, readChannelCommands } from './channel-commands.js'
import { ClientSettings, type SettingsOwner } from './client-settings.js'
import { IdleWatch } from './idle-watch.js'
import { isAnswered } from './is-answered.js'
import { noteSettings } from './note-settings.js'
import { buildMessage, int32, readText, splitMessages, typeOf } from './wire-messages.js'

export interface SessionClient extends SettingsOwner {
  /** Channels that the client listens to. */
  readonly channels: Set<string>
  /** Its named prepared statements, under their names in the session. */
  readonly statements: Set<string>
  /** Its last unnamed statement, which another client's may have replaced since. */
  unnamedParse?: Buffer
  send(bytes: Buffer): void
  /** Ends the connection with this last message. */
  evict(message: Buffer): void
}

/** What a client wants done without anybody in between. */
type Turn = { client: SessionClient } & (
  | { kind: 'open'; greet: () => void }
  | { kind: 'run'; messages: Buffer[]; isComplete: boolean }
  | { kind: 'answer'; reply: (state: string) => Buffer }
  | { kind: 'leave' }
)

/**
 * Lets many clients use PGlite's one session as if each had its own.
 *
 * Clients take turns. A turn is everything up to the end of a query (Query or Sync), so that nobody's Bind meets
 * another's Parse; a transaction keeps the session until it ends. Settings, roles, prepared statements and
 * notifications are kept apart for each client.
 */
export class SharedSession {
  readonly #db: PGlite
  readonly #onBroken: (error: Error) => void
  readonly #idle: IdleWatch
  readonly #settings: ClientSettings
  readonly #clients = new Set<SessionClient>()
  #turns: Turn[] = []
  #isRunning = false
  /** Inside a transaction, or between Flush and Sync: nobody else may have a turn. */
  #owner: SessionClient | undefined
  #unnamedParseOf: SessionClient | undefined
  #state = 'I'

  private constructor(
    db: PGlite,
    settings: ClientSettings,
    onBroken: (error: Error) => void,
    idle: IdleWatch,
  ) {
    this.#db = db
    this.#settings = settings
    this.#onBroken = onBroken
    this.#idle = idle
  }

  /**
   * @param onBroken told once, where Postgres no longer answers: the process can only end
   */
  static async create(
    db: PGlite,
    onBroken: (error: Error) => void,
    idle = new IdleWatch(),
  ): Promise<SharedSession> {
    const settings = await ClientSettings.read((messages) => execute(db, messages))
    return new SharedSession(db, settings, onBroken, idle)
  }

  /** What Postgres reports of its settings to a new client. */
  reportedSettings(client: SessionClient): [string, string][] {
    return this.#settings.reported(client.settings)
  }

  take(turn: Turn): void {
    if (turn.kind === 'open') this.#clients.add(turn.client)
    if (turn.kind === 'leave')
      this.#turns = this.#turns.filter(({ client }) => client !== turn.client)
    this.#turns.push(turn)
    if (turn.client === this.#owner) this.#idle.stop()
    if (this.#isRunning) return
    this.#isRunning = true
    this.#runTurns().catch((error: unknown) => this.#onBroken(error as Error))
  }

  async #runTurns(): Promise<void> {
    for (let turn = this.#nextTurn(); turn; turn = this.#nextTurn()) {
      await this.#run(turn)
      // Sockets get their say between turns: PGlite itself never lets go of the thread.
      await new Promise(setImmediate)
    }
    this.#isRunning = false
    if (this.#owner && this.#turns.length > 0) this.#idle.start(this.#owner)
  }

  #nextTurn(): Turn | undefined {
    if (!this.#owner) return this.#turns.shift()
    const i = this.#turns.findIndex(({ client }) => client === this.#owner)
    return i < 0 ? undefined : this.#turns.splice(i, 1)[0]
  }

  async #run(turn: Turn): Promise<void> {
    const { client } = turn
    if (turn.kind === 'leave') return this.#farewell(client)
    if (!this.#owner) {
      const refused = await this.#settings.enter(client, (sql) => this.#query(sql))
      if (refused) return client.evict(refused)
    }
    if (turn.kind === 'open') return turn.greet()
    if (turn.kind === 'answer') return client.send(turn.reply(this.#state))

    const { messages } = turn
    const first = messages[0] as Buffer
    const parses = messages.filter((message) => typeOf(message) === 'P')
    const unnamed = parses.filter((message) => readText(message).text === '').at(-1)
    const isReplayed = !unnamed && this.#usesLostParse(client, messages)
    const bytes = isReplayed ? [client.unnamedParse as Buffer, ...messages] : messages
    if (unnamed) client.unnamedParse = unnamed
    if (unnamed || isReplayed) this.#unnamedParseOf = client
    // A simple query drops the unnamed statement, whoever's it was.
    if (typeOf(first) === 'Q') this.#unnamedParseOf = undefined

    const output = await execute(this.#db, Buffer.concat(bytes))
    const isReady = this.#route(output, client, isReplayed ? 1 : 0)
    noteSettings(client, messages, output)
    if ((turn.isComplete && !isReady) || !isAnswered(messages, output)) {
      throw new Error('Postgres ended its session')
    }
    const isFree = turn.isComplete && !this.#db.isInTransaction()
    this.#owner = isFree ? undefined : client
    await this.#followChannels(client, messages)
  }

  #usesLostParse(client: SessionClient, messages: Buffer[]): boolean {
    if (!client.unnamedParse || this.#unnamedParseOf === client) return false
    return messages.some((message) => {
      if (typeOf(message) === 'B') return readText(message, readText(message).next).text === ''
      return typeOf(message) === 'D' && message[5] === 0x53 && readText(message, 6).text === ''
    })
  }

  /**
   * Sends a turn's answer to its client, and notifications to whoever listens.
   *
   * @returns whether Postgres said that it is ready for the next query
   */
  #route(output: Buffer, client: SessionClient | undefined, parsesToHide = 0): boolean {
    let isReady = false
    let start = 0
    let sentTo = 0
    let hidden = parsesToHide
    for (const message of splitMessages(output)) {
      const type = typeOf(message)
      if (type === 'A' || (type === '1' && hidden > 0)) {
        if (client && start > sentTo) client.send(output.subarray(sentTo, start))
        sentTo = start + message.length
      }
      if (type === '1') hidden -= 1
      if (type === 'A') this.#notify(message)
      if (type === 'S' && client) this.#settings.report(client.settings, message)
      if (type === 'Z') {
        isReady = true
        this.#state = String.fromCharCode(message[5] as number)
      }
      start += message.length
    }
    if (client && output.length > sentTo) client.send(output.subarray(sentTo))
    return isReady
  }

  #notify(message: Buffer): void {
    const { text: channel } = readText(message, 9)
    for (const client of this.#clients) if (client.channels.has(channel)) client.send(message)
  }

  async #followChannels(client: SessionClient, messages: Buffer[]): Promise<void> {
    const commands = messages.flatMap(readChannelCommands)
    for (const { command, channel } of commands) {
      if (command === 'listen') client.channels.add(channel)
      else if (channel === '*') client.channels.clear()
      else client.channels.delete(channel)
    }
    if (!commands.some(({ command }) => command === 'unlisten') || this.#owner) return
    const needed = new Set([...this.#clients].flatMap(({ channels }) => [...channels]))
    for (const channel of needed) await this.#query(`listen ${quoteIdentifier(channel)}`)
  }

  /** Leaves no trace of a client: its transaction, statements and channels go. */
  async #farewell(client: SessionClient): Promise<void> {
    this.#clients.delete(client)
    this.#settings.leave(client)
    if (this.#owner === client) {
      this.#idle.stop()
      const output = await execute(this.#db, buildMessage('S'))
      if (output.length === 0) throw new Error('Postgres ended its session')
      if (this.#db.isInTransaction()) await this.#query('rollback')
      this.#owner = undefined
      this.#state = 'I'
    }
    for (const statement of client.statements) {
      await execute(
        this.#db,
        Buffer.concat([buildMessage('C', Buffer.from('S'), statement), buildMessage('S')]),
      )
    }
    const needed = new Set([...this.#clients].flatMap(({ channels }) => [...channels]))
    for (const channel of client.channels) {
      if (!needed.has(channel)) await this.#query(`unlisten ${quoteIdentifier(channel)}`)
    }
  }

  /** Runs a statement of the server's own and returns the answer. */
  async #query(sql: string): Promise<Buffer> {
    this.#unnamedParseOf = undefined
    const output = await execute(this.#db, buildMessage('Q', sql))
    this.#route(output, undefined)
    return output
  }
}

async function execute(db: PGlite, messages: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = []
  await db.runExclusive(() =>
    db.execProtocolRawStream(messages, {
      // PGlite uses the memory behind a chunk again.
      onRawData: (chunk) => chunks.push(Buffer.from(chunk)),
    }),
  )
  return Buffer.concat(chunks)
}

/** The identity of a session, which a client keeps for cancelling: the embedded Postgres cannot cancel. */
export function buildBackendKey(): Buffer {
  return buildMessage('K', int32(process.pid), int32(0))
}
