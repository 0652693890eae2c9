import { z } from 'zod'

/** An id in a body. */
export const id = z.int().positive()

export const count = z.int().nonnegative()

/** Parameters are texts that are turned into numbers; they are described as the numbers they are. */
const asNumber = { pattern: undefined }

/** A path or query parameter that is an id. At most 15 digits: a number that JSON keeps exactly. */
export const idParameter = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a positive whole number')
  .transform(Number)
  .meta({ ...asNumber, type: 'integer', minimum: 1 })

export function integerParameter({ min, max }: { min: number; max: number }) {
  const rule = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,10}$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: rule })
    .meta({ ...asNumber, type: 'integer', minimum: min, maximum: max })
}

/** A label set's version as a query names it. */
export const versionParameter = integerParameter({ min: 1, max: 2_147_483_647 })

/** Probability and its like. */
export const fractionParameter = z
  .string()
  .regex(/^(\d{1,20}(\.\d{0,40})?|\.\d{1,40})(e-?\d{1,3})?$/i, 'must be a number from 0 to 1')
  .transform(Number)
  .refine((value) => value >= 0 && value <= 1, { error: 'must be a number from 0 to 1' })
  .meta({ ...asNumber, type: 'number', minimum: 0, maximum: 1 })

/** A length of time. */
export const secondsParameter = z
  .string()
  .regex(/^\d{1,9}(\.\d{0,9})?$/, 'must be a number of seconds, at least 0')
  .transform(Number)
  .meta({ ...asNumber, type: 'number', minimum: 0 })

export const booleanParameter = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .meta({ type: 'boolean', enum: [true, false] })
