import { databaseKinds, makeCertificates, startRealPostgres } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectDatabase, findSchemaProblem, migrateDatabase } from '../../src/index.js'

describe.runIf(databaseKinds().includes('postgres'))(
  'a Postgres that wants TLS and a certificate',
  () => {
    const closers: (() => unknown)[] = []
    let url: string
    let otherCa: string

    beforeAll(async () => {
      const certificates = await makeCertificates()
      otherCa = certificates.otherCa
      const server = await startRealPostgres({ certificates })
      closers.push(certificates.close, server.close)
      url = server.url
    })
    afterAll(async () => {
      for (const close of closers.reverse()) await close()
    })

    test('is used over TLS', async () => {
      const connection = connectDatabase({ url, applicationName: 'test' })
      closers.push(connection.close)
      await migrateDatabase(connection.pool)
      const { rows } = await connection.db.execute(sql`
      select ssl, client_dn from pg_stat_ssl where pid = pg_backend_pid()`)
      expect(rows).toEqual([{ ssl: true, client_dn: '/CN=earmark' }])
      expect(await findSchemaProblem(url, 'test')).toBeNull()
    })

    const without = (name: string) => {
      const changed = new URL(url)
      changed.searchParams.delete(name)
      return changed.href
    }
    const withOther = (name: string, value: string) => {
      const changed = new URL(url)
      changed.searchParams.set(name, value)
      return changed.href
    }
    test.each([
      [
        'whose authority is not named',
        () => without('sslrootcert'),
        /cannot be trusted.*sslrootcert/,
      ],
      ['whose authority is another', () => withOther('sslrootcert', otherCa), /cannot be trusted/],
      [
        'whose authority is in no file',
        () => withOther('sslrootcert', '/no/such.pem'),
        /no\/such\.pem/,
      ],
      [
        'that has another name',
        () => url.replace('127.0.0.1', '127.0.0.2'),
        /cannot be trusted.*127\.0\.0\.2/,
      ],
      ['that is shown no certificate', () => without('sslcert'), /refuses: .*certificate/],
      ['without TLS', () => withOther('sslmode', 'disable'), /refuses: .*no encryption/],
    ])('is not used where it is one %s, in a sentence', async (_, wrong, message) => {
      expect((await findSchemaProblem(wrong(), 'test'))?.message).toMatch(message)
    })
  },
)
