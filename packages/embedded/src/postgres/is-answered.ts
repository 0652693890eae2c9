import { splitMessages, typeOf } from './wire-messages.js'

/** Whether Postgres had a last word for a statement that was run: where it broke down, it is silent and goes on. */
export function isAnswered(messages: Buffer[], output: Buffer): boolean {
  if (!messages.some((message) => 'QE'.includes(typeOf(message)))) return true
  for (const message of splitMessages(output)) if ('CEIs'.includes(typeOf(message))) return true
  return false
}
