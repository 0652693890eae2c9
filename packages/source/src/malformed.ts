import { EarmarkError } from '@earmark/core'

/** A manifest that cannot be read on, and the line where it stops. */
export function malformed(name: string, line: number, why: string, cause?: unknown): EarmarkError {
  return new EarmarkError('INVALID_REQUEST', `Line ${line} of ${name} is malformed: ${why}`, {
    permanent: true,
    field: `line ${line}`,
    ...(cause !== undefined && { cause }),
  })
}
