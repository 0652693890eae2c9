import type pg from 'pg'

/**
 * Notes each statement that goes over the wire on connections which a pool opens from now on: each is a way to the server and
 * back, which somebody waits for.
 *
 * @returns the list, which grows
 */
export function noteStatements(pool: pg.Pool): string[] {
  const statements: string[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      const [statement] = args as [string | { text: string }]
      statements.push(typeof statement === 'string' ? statement : statement.text)
      return query(...args)
    }) as never
  })
  return statements
}
