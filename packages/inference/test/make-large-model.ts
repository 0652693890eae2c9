import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const tinyModelDir = fileURLToPath(
  new URL('../../core/test/fixtures/clap-tiny-random', import.meta.url),
)
/** 16 MiB in a field, number 1023, that ONNX does not have: whoever reads protocol buffers passes over it. */
export const PADDING = Buffer.concat([
  Buffer.from([0xfa, 0x3f, 0x80, 0x80, 0x80, 0x08]),
  Buffer.alloc(1 << 24),
])

/** A folder with the small model in as many bytes as a large one has, until the test has ended. */
export async function makeLargeModel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-prepare-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(tinyModelDir, folder, { recursive: true })
  const file = join(folder, 'onnx/audio_model.onnx')
  await writeFile(file, Buffer.concat([await readFile(file), PADDING]))
  return folder
}
