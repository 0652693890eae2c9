import { isIPv4 } from 'node:net'

/** Whether a host, as a Host header or a URL has it without a port, can only be this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (host === '::1' || host === 'localhost' || host.endsWith('.localhost')) return true
  return isIPv4(host) && host.startsWith('127.')
}

/** A Host header without its port: `[::1]:3210` → `[::1]` */
export function hostnameOf(host: string): string {
  return host.replace(/:\d*$/, '')
}
