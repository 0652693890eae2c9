import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A row of SECURITY.md's table. */
export interface Threat {
  asset: string
  attacker: string
  defence: string
  /** Files, within the repository. */
  tests: string[]
}

/** The threats that Earmark says it defends against, as the document has them: its table is the only list. */
export function readThreats(repository: string): Threat[] {
  return readFileSync(join(repository, 'SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((row) => {
      const [asset = '', attacker = '', defence = '', held = ''] = row.slice(2, -2).split(' | ')
      const tests = [...held.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
      return { asset, attacker, defence, tests }
    })
}
