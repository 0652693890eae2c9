import { buildMessage, readText, typeOf } from './wire-messages.js'

/**
 * Gives a client's named prepared statements names of its own, since all clients share one session.
 * Messages that name no prepared statement, and the unnamed one, come back as they are.
 */
export function prefixStatementNames(message: Buffer, prefix: string): Buffer {
  const own = (name: string) => (name === '' ? '' : `${prefix}${name}`)
  switch (typeOf(message)) {
    case 'P': {
      const { text: name, next } = readText(message)
      return name === '' ? message : buildMessage('P', own(name), message.subarray(next))
    }
    case 'B': {
      const { text: portal, next } = readText(message)
      const { text: name, next: rest } = readText(message, next)
      return name === '' ? message : buildMessage('B', portal, own(name), message.subarray(rest))
    }
    case 'C':
    case 'D': {
      const kind = message.subarray(5, 6)
      const { text: name } = readText(message, 6)
      const isStatement = kind.toString() === 'S' && name !== ''
      return isStatement ? buildMessage(typeOf(message), kind, own(name)) : message
    }
    default:
      return message
  }
}
