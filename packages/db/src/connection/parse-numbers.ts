import pg from 'pg'

const INT8_OID = 20

type ParserOf = pg.CustomTypesConfig['getTypeParser']

/** Ids and counts stay far below 2^53: plain numbers serve JSON and arithmetic better than pg's strings. */
export const types: pg.CustomTypesConfig = { getTypeParser: withNumbers(pg.types.getTypeParser) }

/** drizzle hands pg parsers of its own with every statement, and asks pg's global ones for the rest. */
export function parseNumbers(prepared: object): void {
  const { rawQueryConfig, queryConfig } = prepared as Record<
    string,
    { types: pg.CustomTypesConfig }
  >
  for (const config of [rawQueryConfig, queryConfig]) {
    if (config) config.types = { getTypeParser: withNumbers(config.types.getTypeParser) }
  }
}

function withNumbers(parserOf: ParserOf): ParserOf {
  return ((oid: number, format?: never) =>
    oid === INT8_OID ? Number : parserOf(oid, format)) as ParserOf
}
