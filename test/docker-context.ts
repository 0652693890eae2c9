import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const patterns = readFileSync(join(import.meta.dirname, '../.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

/** Whether Docker leaves a file out of what it builds from; of the patterns only the kinds that are there. */
export function isLeftOut(path: string): boolean {
  return patterns.some((pattern) => {
    const [, anywhere] = /^\*\*\/([^*]+)$/.exec(pattern) ?? []
    if (anywhere !== undefined) return `/${path}/`.includes(`/${anywhere}/`)
    return path === pattern || path.startsWith(`${pattern}/`)
  })
}
