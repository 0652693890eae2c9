import { createHmac, timingSafeEqual } from 'node:crypto'

type Address = { path: string; query: Record<string, string>; keyId: number; expiresAt: Date }
type KeySecret = { secret: Buffer }

/**
 * An address that needs no key, such as `/v1/objects/7/audio?as=opus&signature=…`. The signature says when it expires and whose it
 * is, and holds for this path and these parameters alone. It is made with what is stored of the API key, so that it ends with it.
 */
export function signAddress(address: Address, key: KeySecret): string {
  const { path, query, keyId, expiresAt } = address
  const expires = Math.floor(expiresAt.getTime() / 1000)
  const mac = computeMac({ path, query, keyId, expires }, key)
  const signature = `${expires}.${keyId}.${mac.toString('base64url')}`
  return `${path}?${new URLSearchParams({ ...query, signature })}`
}

export type Signature = { keyId: number; expires: number; mac: Buffer }

/** @returns null for what is no signature */
export function readSignature(text: string): Signature | null {
  const match = /^(\d{1,12})\.([1-9]\d{0,14})\.([\w-]{43})$/.exec(text)
  if (!match) return null
  const [, expires, keyId, mac = ''] = match
  return { expires: Number(expires), keyId: Number(keyId), mac: Buffer.from(mac, 'base64url') }
}

/** In constant time. Whether it has expired is asked for apart. */
export function isSignedBy(
  key: KeySecret,
  { keyId, expires, mac }: Signature,
  { path, query }: Pick<Address, 'path' | 'query'>,
): boolean {
  const right = computeMac({ path, query, keyId, expires }, key)
  return mac.length === right.length && timingSafeEqual(mac, right)
}

function computeMac(
  signed: { path: string; query: Record<string, string>; keyId: number; expires: number },
  { secret }: KeySecret,
): Buffer {
  const { path, query, keyId, expires } = signed
  const parameters = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))
  // What it is for stands first: no other use of the secret gives the same.
  const text = JSON.stringify(['earmark address', path, parameters, keyId, expires])
  return createHmac('sha256', secret).update(text).digest()
}
