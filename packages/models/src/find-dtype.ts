import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Dtype, dtypes, EarmarkError, type Model, onnxFile } from '@earmark/core'

/**
 * The precision to take from a folder: fp32 where it has it, otherwise the only one it has.
 *
 * @throws EarmarkError NOT_FOUND or INVALID_REQUEST where that is none or several
 */
export async function findDtype(dir: string, kind: Model['kind']): Promise<Dtype> {
  const part = kind === 'clap' ? 'audio_model' : 'model'
  const found: Dtype[] = []
  for (const dtype of dtypes) {
    const file = await stat(join(dir, onnxFile(part, dtype))).catch(() => undefined)
    if (file?.isFile()) found.push(dtype)
  }
  if (found.includes('fp32')) return 'fp32'
  if (found.length === 1) return found[0]!
  if (found.length === 0) {
    throw new EarmarkError('NOT_FOUND', `${dir} has no ${onnxFile(part, 'fp32')}.`, {
      permanent: true,
    })
  }
  throw new EarmarkError(
    'INVALID_REQUEST',
    `${dir} has several precisions: choose one with --dtype ${found.join(' or --dtype ')}.`,
    { permanent: true, field: 'dtype' },
  )
}
