import { EarmarkError } from '@earmark/core'
import type { FileDigest } from './digest-file.js'
import type { Expectation, SourceFile } from './sources/model-source.js'

/**
 * Compares a file with everything that is known of it.
 *
 * @param what names the file, for messages
 * @throws EarmarkError MODEL_INVALID, naming who says otherwise
 */
export function checkDigest(
  what: string,
  digest: Partial<FileDigest> | SourceFile,
  expectations: readonly Expectation[],
): void {
  for (const expected of expectations) {
    for (const key of ['bytes', 'sha256', 'gitSha1'] as const) {
      const [found, wanted] = [digest[key], expected[key]]
      if (found === undefined || wanted === undefined || found === wanted) continue
      throw new EarmarkError(
        'MODEL_INVALID',
        `${what} is not the file it should be: its ${labels[key]} is ${found}, but ${expected.says} says ${wanted}. It was damaged on its way or exchanged, and is not used.`,
        { permanent: true },
      )
    }
  }
}

const labels = { bytes: 'size', sha256: 'SHA-256', gitSha1: 'SHA-1 in git' } as const
