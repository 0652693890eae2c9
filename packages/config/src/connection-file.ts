import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** What the embedded start tells other programs on the machine, such as the command line. */
export const connectionSchema = z.object({
  apiUrl: z.string(),
  apiKey: z.string(),
  databaseUrl: z.string(),
  queueUrl: z.string().optional(),
  s3: z
    .object({
      endpoint: z.string().optional(),
      region: z.string(),
      accessKeyId: z.string().optional(),
      secretAccessKey: z.string().optional(),
    })
    .optional(),
})

export type Connection = z.infer<typeof connectionSchema>

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
  const parsed = connectionSchema.safeParse(parseJson(text))
  if (!parsed.success)
    throw new Error(`${path} is damaged. Delete it and run npm start again: it is written anew.`)
  return parsed.data
}

/** Writes the file in one step, readable by its owner only: it holds a key. */
export async function writeConnectionFile(home: string, connection: Connection): Promise<void> {
  await mkdir(home, { recursive: true })
  const path = join(home, CONNECTION_FILE)
  const partial = `${path}.${process.pid}`
  await writeFile(partial, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 })
  await rename(partial, path)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
