import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EarmarkError, MANIFEST_FILE, reasonOf } from '@earmark/core'
import { extract, type ReadEntry } from 'tar'
import { toDiskError } from '../disk-error.js'

const HEADER_BYTES = 512
const MAX_ENTRIES = 1000

/**
 * Unpacks a model that was packed for another machine.
 *
 * @param into an empty folder
 * @returns the folder that holds the model: `into`, or the only folder inside it
 * @throws EarmarkError MODEL_INVALID where it is no such tar
 */
export async function unpackTar(file: string, into: string): Promise<string> {
  await checkMagic(file)
  let entries = 0
  let problem: string | undefined
  try {
    await extract({
      file,
      cwd: into,
      strict: true, // a path that leads out of the folder is an error, and not just left out
      filter(path, entry) {
        entries += 1
        const { type } = entry as ReadEntry
        if (entries > MAX_ENTRIES) problem ??= `it holds more than ${MAX_ENTRIES} files`
        if (!['File', 'OldFile', 'Directory'].includes(type)) {
          problem ??= `it holds something that is neither file nor folder: ${path} (${type})`
        }
        return problem === undefined
      },
    })
  } catch (error) {
    const failure = toDiskError(error, into)
    if (failure instanceof EarmarkError) throw failure
    throw invalid(file, reasonOf(error), error)
  }
  if (problem !== undefined) throw invalid(file, problem)
  const found = await readdir(into, { withFileTypes: true })
  if (found.some(({ name }) => name === MANIFEST_FILE)) return into
  const [only, ...others] = found
  if (only?.isDirectory() && others.length === 0) return join(into, only.name)
  throw invalid(file, `it has no ${MANIFEST_FILE}`)
}

/** Compressed ones are refused: a few bytes could then unpack to any number. */
async function checkMagic(file: string): Promise<void> {
  const handle = await open(file).catch((cause) => {
    throw new EarmarkError('NOT_FOUND', `There is no readable file ${file}.`, {
      permanent: true,
      cause,
    })
  })
  try {
    const { buffer } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    if (buffer.toString('latin1', 257, 262) !== 'ustar') throw invalid(file, 'it is no plain tar')
  } finally {
    await handle.close()
  }
}

function invalid(file: string, reason: string, cause?: unknown): EarmarkError {
  return new EarmarkError(
    'MODEL_INVALID',
    `${file} is not a packed model: ${reason}. Make one with npx earmark model pack NAME out.tar.`,
    { permanent: true, cause },
  )
}
