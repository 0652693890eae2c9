import pg from 'pg'

const { builtins } = pg.types
const numberTypes = new Set<number>([
  builtins.INT2,
  builtins.INT4,
  builtins.INT8,
  builtins.FLOAT4,
  builtins.FLOAT8,
  builtins.NUMERIC,
  builtins.OID,
])

export type PlainValue = string | number | boolean | null

/** Postgres' text as JSON has it: a boolean, a number where JSON has one that means the same, otherwise the text. */
export function toPlainValue(text: string, typeId: number): Exclude<PlainValue, null> {
  if (typeId === builtins.BOOL) return text === 't'
  if (!numberTypes.has(typeId)) return text
  const number = Number(text)
  // NaN, infinities and integers beyond 2^53 have no JSON number that means the same.
  const isExact = Number.isFinite(number) && (!/^-?\d+$/.test(text) || Number.isSafeInteger(number))
  return isExact ? number : text
}
