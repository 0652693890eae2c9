import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'

/** Finds all addresses of a name. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export type AddressGuard = {
  /** Whether the name itself is allowed, wherever it leads. */
  isTrusted: (host: string) => boolean
  /** Whether a message may go to this IP address. */
  isOpen: (address: string) => boolean
  /** Where a name leads at the moment. */
  resolve: Resolve
}

/** What no message from a batch's request goes to by itself: https://www.iana.org/assignments/iana-ipv4-special-registry */
const INTERNAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // carriers; also metadata of some clouds
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local: metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]
/** Of IPv6 only what is routed at all: without tunnels to IPv4 (6to4, Teredo), and without documentation's. */
const ROUTED_IPV6 = ['2000::/3']
const INTERNAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']
/** IPv4 in another notation: ::ffff:a.b.c.d, and 64:ff9b::a.b.c.d of NAT64. */
const MAPPED_IPV4 = /^(?:::ffff:|64:ff9b::)([0-9a-f:.]+)$/i

/**
 * Tells addresses of the internet from those of this machine and its networks.
 *
 * @param allow names of hosts, IP addresses and CIDRs that are allowed in any case
 */
export function createAddressGuard(
  allow: readonly string[],
  resolve: Resolve = lookup,
): AddressGuard {
  const allowed = toBlockList(allow.filter((entry) => isIP(entry.split('/')[0] ?? '') !== 0))
  const hosts = new Set(allow.map((entry) => entry.toLowerCase()))
  return {
    isTrusted: (host) => hosts.has(host.toLowerCase()),
    isOpen: (address) => contains(allowed, address) || isPublic(address),
    resolve,
  }
}

const internalIpv4 = toBlockList(INTERNAL_IPV4)
const routedIpv6 = toBlockList(ROUTED_IPV6)
const internalIpv6 = toBlockList(INTERNAL_IPV6)

function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !contains(internalIpv4, address)
    case 6: {
      const mapped = unmapped(address)
      if (mapped !== null) return !contains(internalIpv4, mapped)
      return contains(routedIpv6, address) && !contains(internalIpv6, address)
    }
    default:
      return false
  }
}

/** @returns the IPv4 address that stands in an IPv6 one, or null */
function unmapped(address: string): string | null {
  const rest = MAPPED_IPV4.exec(address)?.[1]
  if (rest === undefined) return null
  if (isIP(rest) === 4) return rest
  const [high, low] = rest.split(':').map((part) => Number.parseInt(part, 16))
  if (high === undefined || low === undefined) return null
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const isIpv6 = isIP(address) === 6
    const prefix = bits === undefined ? (isIpv6 ? 128 : 32) : Number(bits)
    list.addSubnet(address, prefix, isIpv6 ? 'ipv6' : 'ipv4')
  }
  return list
}
