import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EarmarkError } from '../errors.js'

export function modelInvalid(message: string, cause?: unknown): EarmarkError {
  return new EarmarkError('MODEL_INVALID', message, { permanent: true, cause })
}

export function modelUnsupported(message: string, cause?: unknown): EarmarkError {
  return new EarmarkError('MODEL_UNSUPPORTED', message, { permanent: true, cause })
}

/** The size of a model folder's file in bytes, or undefined where there is no such file. */
export async function fileSize(dir: string, path: string): Promise<number | undefined> {
  const found = await stat(join(dir, path)).catch(() => undefined)
  return found?.isFile() ? found.size : undefined
}

/** @throws EarmarkError MODEL_INVALID where the file is missing or is no JSON object */
export async function readJsonFile(dir: string, path: string): Promise<Record<string, unknown>> {
  const file = join(dir, path)
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw modelInvalid(
      `The model folder ${dir} has no readable ${path}: copy the whole folder as published, or pull the model again.`,
      cause,
    )
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw modelInvalid(`${file} is not valid JSON: copy or pull the model again.`, cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw modelInvalid(`${file} must hold a JSON object: copy or pull the model again.`)
  }
  return value as Record<string, unknown>
}

/** SHA-256 of a file of any size, in hexadecimal. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
