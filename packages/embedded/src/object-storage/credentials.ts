import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
}

/** Begins with a dot, as no bucket does. */
const FILE = '.credentials.json'

/**
 * The keys of this data folder, made at its first start. Any program of this machine can reach the port, and any page in a
 * browser; only those that may read the folder get in.
 */
export function readCredentials(dataDir: string): Credentials {
  const file = join(dataDir, FILE)
  return readFile(file) ?? makeCredentials(file)
}

function readFile(file: string): Credentials | undefined {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(readFileSync(file, 'utf8'))
    if (/^[A-Z0-9]{20}$/.test(accessKeyId) && /^[A-Za-z0-9_-]{40}$/.test(secretAccessKey)) {
      return { accessKeyId, secretAccessKey }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Error(`${file} is damaged. Delete it and start again: the keys are made anew.`)
}

function makeCredentials(file: string): Credentials {
  const credentials = {
    accessKeyId: `EARMARK${randomBytes(7).toString('hex').slice(0, 13).toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
  return credentials
}
