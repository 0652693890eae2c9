import { type Dtype, dtypes, EarmarkError } from '@earmark/core'
import { findKnownModel } from './known-models.js'

// The hub's own rules; they also keep a name from leaving the folder of models.
const NAME = /^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)?$/i
const MAX_NAME_CHARACTERS = 120

/**
 * A model's full name: a known model's for any of its short forms, otherwise the name as it is.
 *
 * @throws EarmarkError INVALID_REQUEST where it cannot be a model's name
 */
export function resolveModelName(name: string): string {
  const isName =
    NAME.test(name) &&
    name.length <= MAX_NAME_CHARACTERS &&
    !name.includes('--') &&
    !name.includes('..')
  if (isName) return findKnownModel(name)?.name ?? name
  throw new EarmarkError(
    'INVALID_REQUEST',
    `A model's name is "owner/name" in letters, digits, ".", "_" and single "-"; received ${JSON.stringify(name.slice(0, 200))}.`,
    { permanent: true, field: 'name', value: name.slice(0, 200) },
  )
}

/** The folder that holds a model in one precision. */
export function modelFolderName(name: string, dtype: Dtype): string {
  return `${name.replace('/', '--')}--${dtype}`
}

/** @throws EarmarkError INVALID_REQUEST, naming what is allowed */
export function checkDtype(dtype: string | undefined): Dtype | undefined {
  if (dtype === undefined) return undefined
  const known = dtypes.find((candidate) => candidate === dtype)
  if (known) return known
  throw new EarmarkError(
    'INVALID_REQUEST',
    `The precision must be one of ${dtypes.join(', ')}; received ${JSON.stringify(dtype.slice(0, 50))}.`,
    { permanent: true, field: 'dtype', value: dtype.slice(0, 50) },
  )
}
