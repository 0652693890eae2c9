import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OTHERS } from './pages.mjs'

/** Where the documents lie for VitePress, below its own folder: what they are compiled to finds Vue from there. */
export const PAGES = join(import.meta.dirname, '.pages')

/** Copies the documents, and the pictures in them, as they lie in the repository. */
export async function collectPages() {
  const repository = dirname(import.meta.dirname)
  const docs = await readdir(join(repository, 'docs'), { recursive: true })
  const wanted = docs.filter((name) => /\.(md|png|svg)$/.test(name)).map((name) => `docs/${name}`)
  await rm(PAGES, { recursive: true, force: true })
  for (const name of [...wanted, ...Object.keys(OTHERS)]) {
    await mkdir(dirname(join(PAGES, name)), { recursive: true })
    await cp(join(repository, name), join(PAGES, name))
  }
}
