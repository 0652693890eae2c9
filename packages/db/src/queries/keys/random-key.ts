import { randomBytes } from 'node:crypto'

/** Shown in lists, so that a key is recognised by who holds it: 30 of its 256 bits. */
const PREFIX_CHARACTERS = 'em_'.length + 5

export function randomKey(): string {
  return `em_${randomBytes(32).toString('base64url')}`
}

export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_CHARACTERS)
}
