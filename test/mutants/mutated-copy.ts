import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Mutant } from './mutants.js'

export const repository = join(import.meta.dirname, '../..')

/** What mutants are made of. The rest of the repository is used as it is built. */
const COPIED = ['packages/db', 'apps/worker', 'test', 'vitest.config.ts', 'package.json']
const LINKED = ['node_modules', 'models', 'demo', 'tsconfig.json', 'scripts']
/** What is built or installed. */
const LEFT_OUT = ['dist', 'node_modules']

export type MutatedCopy = {
  folder: string
  /** @returns what puts the source right again */
  apply: (mutant: Mutant) => Promise<() => Promise<void>>
  close: () => Promise<void>
}

/**
 * A copy of the sources in a temporary folder, in which a defect hurts nobody.
 *
 * @param workspaces whose sources are copied beside COPIED, with what was built and installed in them
 */
export async function openMutatedCopy(
  from: string,
  workspaces: readonly string[] = [],
): Promise<MutatedCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-mutants-'))
  const given = [...new Set(workspaces)]
  for (const path of new Set([...COPIED, ...given])) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await cp(join(from, path), join(folder, path), {
      recursive: true,
      filter: (source) => !LEFT_OUT.includes(basename(source)),
    })
  }
  const linked = given.flatMap((path) => LEFT_OUT.map((name) => join(path, name)))
  for (const path of [...LINKED, ...linked.filter((one) => existsSync(join(from, one)))]) {
    await symlink(join(from, path), join(folder, path))
  }
  return {
    folder,
    apply: async ({ file, from: old, to }) => {
      const path = join(folder, file)
      const source = await readFile(path, 'utf8')
      const parts = source.split(old)
      if (parts.length !== 2) {
        throw new Error(`${file} holds ${JSON.stringify(old)} ${parts.length - 1} times, not once.`)
      }
      await writeFile(path, parts.join(to))
      return () => writeFile(path, source)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
