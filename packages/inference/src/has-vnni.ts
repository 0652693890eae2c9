import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether this machine multiplies integers of 8 bits by instructions of their own (VNNI on x86, dot products on ARM), which
 * int8 models gain most from.
 *
 * @param root where /proc is looked for
 * @returns null where the system does not tell
 */
export function hasVnni(root = '/'): boolean | null {
  try {
    const text = readFileSync(join(root, 'proc/cpuinfo'), 'utf8')
    return /^(flags|Features)\s*:.*\b(avx512_vnni|avx_vnni|asimddp|i8mm)\b/m.test(text)
  } catch {
    return null
  }
}
