import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

const SUFFIX = '._S3rver_object'

/** Sentences on what is wrong in a data folder: files that no object has, and objects that are not whole. */
export async function findDamage(parent: string, dataDir: string): Promise<string[]> {
  const damage: string[] = []
  for (const entry of await readdir(parent, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(dataDir, path)
    if (/^(owner\.json|\.credentials\.json)$/.test(name)) continue
    if (name.startsWith('..')) damage.push(`${path} lies outside the data folder`)
    if (/^[^/]+\/\.upload-/.test(name)) damage.push(`${name} was left half written`)
    if (!name.includes('/')) damage.push(`${name} lies beside the buckets`)
    if (name.endsWith(SUFFIX) && !(await isWhole(path))) damage.push(`${name} is not what was put`)
  }
  return damage
}

/** False also where it is deleted or replaced at this moment: look again. */
async function isWhole(path: string): Promise<boolean> {
  const record = path.replace(SUFFIX, '._S3rver_metadata.json')
  const [content, text] = await Promise.all([
    readFile(path).catch(() => undefined),
    readFile(record, 'utf8').catch(() => undefined),
  ])
  if (!content || text === undefined) return false
  const { earmark } = JSON.parse(text)
  if (earmark.size !== content.length) return false
  const md5 = createHash('md5').update(content).digest('hex')
  return earmark.etag === md5 || earmark.etag.endsWith('-1')
}
