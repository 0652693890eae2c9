import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the embedded start tells other programs on the machine, such as the command line. */
export type Connection = {
  apiUrl: string
  apiKey: string
  databaseUrl: string
  queueUrl?: string | undefined
  s3?:
    | {
        endpoint?: string | undefined
        region: string
        accessKeyId?: string | undefined
        secretAccessKey?: string | undefined
      }
    | undefined
}

const CONNECTION_FILE = 'connection.json'

/** @returns null where no start has written one */
export async function readConnectionFile(home: string): Promise<Connection | null> {
  const path = join(home, CONNECTION_FILE)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const connection = parseJson(text)
  if (!isConnection(connection))
    throw new Error(`${path} is damaged. Delete it and run npm start again: it is written anew.`)
  return connection
}

/** Writes the file in one step, readable by its owner only: it holds a key. */
export async function writeConnectionFile(home: string, connection: Connection): Promise<void> {
  await mkdir(home, { recursive: true })
  const path = join(home, CONNECTION_FILE)
  const partial = `${path}.${process.pid}`
  await writeFile(partial, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 })
  await rename(partial, path)
}

/** By hand: whoever reads the file would load a library of schemas for nothing else. */
function isConnection(value: unknown): value is Connection {
  const hasTexts = (one: unknown, names: readonly string[], others: readonly string[]) => {
    if (typeof one !== 'object' || one === null) return false
    const typeOf = (name: string) => typeof (one as Record<string, unknown>)[name]
    return (
      names.every((name) => typeOf(name) === 'string') &&
      others.every((name) => ['string', 'undefined'].includes(typeOf(name)))
    )
  }
  if (!hasTexts(value, ['apiUrl', 'apiKey', 'databaseUrl'], ['queueUrl'])) return false
  const { s3 } = value as { s3?: unknown }
  return (
    s3 === undefined || hasTexts(s3, ['region'], ['endpoint', 'accessKeyId', 'secretAccessKey'])
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
