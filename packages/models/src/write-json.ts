import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { writing } from './disk-error.js'

/** Writes a JSON file so that readers find the old or the new content, never half of it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${randomUUID()}`
  await writing(file, async () => {
    try {
      await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { flush: true })
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}
