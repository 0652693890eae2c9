import { EarmarkError } from '@earmark/core'

/** A manifest that cannot be read on, and the line where it stops. Parsers' own errors quote the file: they stay out. */
export function malformed(name: string, line: number, why: string): EarmarkError {
  return new EarmarkError('INVALID_REQUEST', `Line ${line} of ${name} is malformed: ${why}`, {
    permanent: true,
    field: `line ${line}`,
  })
}
