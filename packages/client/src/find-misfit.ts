import type { Shape } from '@earmark/contract'

/**
 * Where a value is not of a shape, and how: `items.0.id is missing`; null where it is. Fields beyond the shape are no
 * misfit: a newer API has them.
 *
 * @param place what the value is called
 */
export function findMisfit(shape: Shape, value: unknown, place = 'it'): string | null {
  if (shape === 'anything') return null
  // The shapes of single values are named as typeof names their types.
  if (typeof shape === 'string')
    return typeof value === shape ? null : describe(place, shape, value)
  if ('nullable' in shape) return value === null ? null : findMisfit(shape.nullable, value, place)
  if ('optional' in shape) {
    return value === undefined ? null : findMisfit(shape.optional, value, place)
  }
  if ('array' in shape) {
    if (!Array.isArray(value)) return describe(place, 'list', value)
    return firstOf(value.entries(), (index, one) =>
      findMisfit(shape.array, one, `${place}.${index}`),
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return describe(place, 'object', value)
  }
  if ('record' in shape) {
    return firstOf(Object.entries(value), (name, one) =>
      findMisfit(shape.record, one, `${place}.${name}`),
    )
  }
  return firstOf(Object.entries(shape.object), (name, field) =>
    findMisfit(field, (value as Record<string, unknown>)[name], `${place}.${name}`),
  )
}

function describe(place: string, wanted: string, value: unknown): string {
  return value === undefined ? `${place} is missing` : `${place} is no ${wanted}`
}

function firstOf<Name, One>(
  parts: Iterable<[Name, One]>,
  look: (name: Name, one: One) => string | null,
): string | null {
  for (const [name, one] of parts) {
    const misfit = look(name, one)
    if (misfit !== null) return misfit
  }
  return null
}
