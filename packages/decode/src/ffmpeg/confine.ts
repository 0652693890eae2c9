import { existsSync } from 'node:fs'

export type Limits = {
  /** How large a file may become that it writes; 0 for one that writes into pipes only. */
  fileBytes: number
  /** Seconds of processor time; none where it runs for as long as its input does. */
  cpuS?: number | undefined
}

/** No honest file needs as much, not even sixteen at once. A hostile one shall not take the machine's. */
const DATA_BYTES = 4 * 1024 ** 3

/** Of util-linux, which Linux has nearly everywhere; elsewhere there are no such limits. */
const prlimit = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path))

/** What prlimit says where it cannot start the program. */
const NOT_STARTED = 'prlimit: failed to execute'

/** The command that runs a program within limits that the kernel holds, whatever a file makes of the program. */
export function confine(program: string, args: string[], limits: Limits): [string, string[]] {
  if (prlimit === undefined) return [program, args]
  const { fileBytes, cpuS } = limits
  const bounds = [`--data=${DATA_BYTES}`, `--fsize=${Math.ceil(fileBytes)}`, '--core=0']
  if (cpuS !== undefined) bounds.push(`--cpu=${Math.ceil(cpuS)}`)
  return [prlimit, [...bounds, '--', program, ...args]]
}

/** @returns why the confined program did not start; null where it did */
export function whyNotStarted(code: number | null, errors: string): 'ENOENT' | 'EACCES' | null {
  if (!errors.startsWith(NOT_STARTED)) return null
  return code === 127 ? 'ENOENT' : 'EACCES'
}
