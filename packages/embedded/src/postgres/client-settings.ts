import {
  buildMessage,
  int32,
  PROTOCOL_VERSION,
  readRow,
  readText,
  splitMessages,
  typeOf,
  zeroEnded,
} from './wire-messages.js'

/** Each client's copy is its own: these name a connection, or follow from others, and are never set. */
const KEPT_OUT = new Set(['application_name', 'is_superuser'])

/** Who a client acts as. Put in force last, since another role may not change every setting. */
const IDENTITY = ['session_authorization', 'role']

/** Makes the session nobody's. Postgres' own `reset session authorization` does nothing in a session of PGlite's kind. */
const RESET = 'set session authorization postgres; reset role; reset all'

/** Settings that Postgres 18 tells a client at the start and whenever they change. */
const REPORTED = [
  'application_name',
  'client_encoding',
  'DateStyle',
  'default_transaction_read_only',
  'in_hot_standby',
  'integer_datetimes',
  'IntervalStyle',
  'is_superuser',
  'scram_iterations',
  'search_path',
  'server_encoding',
  'server_version',
  'session_authorization',
  'standard_conforming_strings',
  'TimeZone',
]

/** A client as its settings see it. */
export interface SettingsOwner {
  /** In lower case; what is not here is as the server has it. */
  readonly settings: Map<string, string>
  /** Whether a statement may have changed what Postgres does not report: a role, a time-out. */
  mayHaveSet: boolean
}

/**
 * Puts a client's own settings, its role included, into the shared session before its turn, and takes everything out
 * again that another one has left there. Names are compared in lower case.
 */
export class ClientSettings {
  readonly #defaults: Map<string, string>
  /** Whose settings the session has. */
  #present: SettingsOwner | undefined

  private constructor(defaults: Map<string, string>) {
    this.#defaults = defaults
  }

  /**
   * Reads the session's own settings.
   *
   * @param execute runs messages and returns the answer
   */
  static async read(execute: (messages: Buffer) => Promise<Buffer>): Promise<ClientSettings> {
    // Postgres reports changes only to a session that a start-up packet has begun.
    const defaults = new Map<string, string>()
    const content = Buffer.concat([
      int32(PROTOCOL_VERSION),
      ...['user', 'postgres', ''].map(zeroEnded),
    ])
    const startup = Buffer.concat([int32(content.length + 4), content])
    for (const messages of [startup, buildMessage('Q', 'select 1')]) {
      for (const message of splitMessages(await execute(messages))) {
        if (typeOf(message) !== 'S') continue
        const { text: name, next } = readText(message)
        defaults.set(name.toLowerCase(), readText(message, next).text)
      }
    }
    return new ClientSettings(defaults)
  }

  reported(own: ReadonlyMap<string, string>): [string, string][] {
    return REPORTED.map((name) => {
      const key = name.toLowerCase()
      return [name, own.get(key) ?? this.#defaults.get(key) ?? '']
    })
  }

  /** Takes note of a ParameterStatus message: the client changed one of its settings. */
  report(own: Map<string, string>, message: Buffer): void {
    const { text: name, next } = readText(message)
    const key = name.toLowerCase()
    if (!KEPT_OUT.has(key) && !IDENTITY.includes(key)) own.set(key, readText(message, next).text)
  }

  /**
   * Makes a client's settings those of the session. Costs nothing where the client had the last turn too.
   *
   * @param query runs a statement of the server's own
   * @returns Postgres' refusal as a message for the client, or undefined
   */
  async enter(
    client: SettingsOwner,
    query: (sql: string) => Promise<Buffer>,
  ): Promise<Buffer | undefined> {
    if (this.#present === client) return undefined
    if (this.#present?.mayHaveSet) await takeNote(this.#present, query)
    // A statement by itself: a refusal below must not undo it.
    await query(RESET)
    this.#present = undefined
    const changes = this.#changesOf(client.settings)
    if (changes.length > 0) {
      for (const message of splitMessages(await query(changes.join(';')))) {
        if (typeOf(message) === 'E') return message
        if (typeOf(message) === 'S') this.report(client.settings, message)
      }
    }
    this.#present = client
    return undefined
  }

  /** Forgets a client that is gone. */
  leave(client: SettingsOwner): void {
    if (this.#present === client) this.#present = undefined
  }

  #changesOf(own: ReadonlyMap<string, string>): string[] {
    const names = [...own.keys()].filter((key) => !KEPT_OUT.has(key) && !IDENTITY.includes(key))
    return [...names, ...IDENTITY]
      .filter((key) => own.has(key) && own.get(key) !== this.#defaults.get(key))
      .map(
        (key) => `select pg_catalog.set_config(${quote(key)}, ${quote(own.get(key) ?? '')}, false)`,
      )
  }
}

/** Reads what a client has set in the session, beside what Postgres reports by itself. */
async function takeNote(
  client: SettingsOwner,
  query: (sql: string) => Promise<Buffer>,
): Promise<void> {
  const own = client.settings
  const identity = readRows(
    await query(
      "select 'session_authorization', session_user union all select 'role', pg_catalog.current_setting('role')",
    ),
  )
  // Some settings are shown to a superuser only.
  await query('set session authorization postgres; reset role')
  const rows = readRows(
    await query(
      "select pg_catalog.lower(name), pg_catalog.current_setting(name) from pg_catalog.pg_settings where source = 'session'",
    ),
  )
  const custom = [...own.keys()].filter((key) => key.includes('.'))
  for (const key of custom) {
    const [row] = readRows(
      await query(`select ${quote(key)}, pg_catalog.current_setting(${quote(key)}, true)`),
    )
    if (row) rows.push(row)
  }
  own.clear()
  for (const [name, value] of [...rows, ...identity]) {
    if (name && value !== null && value !== undefined) own.set(name, value)
  }
  if (own.get('role') === 'none') own.delete('role')
  client.mayHaveSet = false
}

function readRows(output: Buffer): (string | null)[][] {
  return [...splitMessages(output)].filter((message) => typeOf(message) === 'D').map(readRow)
}

/** Reads `-c name=value`, `-cname=value` and `--name=value` from the start-up parameter "options". */
export function parseOptions(options: string): [string, string][] {
  const words = options.match(/(?:\\.|\S)+/g) ?? []
  const settings: [string, string][] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    const assignment = word === '-c' ? (words[++i] ?? '') : word.replace(/^(-c|--)/, '')
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(assignment) ?? []
    if (name)
      settings.push([name.toLowerCase().replaceAll('-', '_'), value.replace(/\\(.)/g, '$1')])
  }
  return settings
}

function quote(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
