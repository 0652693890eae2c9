import {
  buildMessage,
  int32,
  PROTOCOL_VERSION,
  readText,
  splitMessages,
  typeOf,
  zeroEnded,
} from './wire-messages.js'

/** Each client's copy is its own: it names a connection and changes nothing. */
const KEPT_OUT = new Set(['application_name', 'is_superuser', 'session_authorization'])

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

/** Puts a client's own settings into the shared session before its turn. Names are compared in lower case. */
export class ClientSettings {
  readonly #defaults: Map<string, string>
  readonly #inEffect = new Map<string, string>()

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
    const { text: value } = readText(message, next)
    const key = name.toLowerCase()
    if (KEPT_OUT.has(key)) return
    own.set(key, value)
    this.#inEffect.set(key, value)
  }

  /**
   * Makes a client's settings those of the session. Costs nothing where they are already.
   *
   * @param own the client's; values become what Postgres made of them
   * @returns Postgres' refusal as a message for the client, or undefined
   */
  async enter(
    own: Map<string, string>,
    query: (sql: string) => Promise<Buffer>,
  ): Promise<Buffer | undefined> {
    const changes: string[] = []
    for (const key of new Set([...this.#inEffect.keys(), ...own.keys()])) {
      if (KEPT_OUT.has(key)) continue
      const wanted = own.get(key) ?? this.#defaults.get(key)
      if (wanted === (this.#inEffect.get(key) ?? this.#defaults.get(key))) continue
      if (wanted === undefined) {
        changes.push(`reset ${key}`)
        this.#inEffect.delete(key)
      } else {
        changes.push(`select pg_catalog.set_config(${quote(key)}, ${quote(wanted)}, false)`)
        this.#inEffect.set(key, wanted)
      }
    }
    if (changes.length === 0) return undefined
    const output = await query(changes.join(';'))
    for (const message of splitMessages(output)) {
      if (typeOf(message) === 'E') {
        // One bad value undoes them all, so what is in effect is what was before: ask anew next time.
        this.#inEffect.clear()
        await query('reset all')
        return message
      }
      if (typeOf(message) === 'S') this.report(own, message)
    }
    return undefined
  }
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
