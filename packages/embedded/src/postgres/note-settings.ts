import { readSql } from './channel-commands.js'
import type { SettingsOwner } from './client-settings.js'
import { readText, splitMessages, typeOf } from './wire-messages.js'

/** What Postgres says of a statement that may have changed settings for longer than its transaction. */
const SETTING_TAG = /^(SET|RESET|DO|CALL|DISCARD ALL)$/
const SET_CONFIG = /\bset_config\b/i
/** Settings with a dot in their names are anybody's invention: only the statement tells that they exist. */
const CUSTOM_NAME = /\bset(?:\s+session)?\s+(\w+\.[\w.$]+)|\bset_config\s*\(\s*'(\w+\.[\w.$]+)'/gi

/** Notes whether a turn may have changed the client's settings, and which custom ones it names. */
export function noteSettings(client: SettingsOwner, messages: Buffer[], output: Buffer): void {
  const sql = messages.map(readSql).filter(Boolean)
  if (!sql.some((text) => SET_CONFIG.test(text)) && !hasSettingTag(output)) return
  client.mayHaveSet = true
  for (const [, set = '', called = ''] of sql.flatMap((text) => [...text.matchAll(CUSTOM_NAME)])) {
    const key = (set || called).toLowerCase()
    if (!client.settings.has(key)) client.settings.set(key, '')
  }
}

function hasSettingTag(output: Buffer): boolean {
  for (const message of splitMessages(output)) {
    if (typeOf(message) === 'C' && SETTING_TAG.test(readText(message).text)) return true
  }
  return false
}
