import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAudit, noteAudit } from '../../src/index.js'
import { openArchive } from '../archive.js'

describe.each(databaseKinds())('the audit log on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test('is added to, listed from its end, and changed by nobody', async () => {
    const { db } = archive
    const entry = { actor: 'ann', apiKeyId: 7, subject: '/v1/batches/1', source: '10.0.0.1' }
    await noteAudit(db, { ...entry, action: 'createBatch' })
    await noteAudit(db, { ...entry, action: 'cancelBatch' })
    const rows = await listAudit(db, { limit: 10 })
    expect(rows).toMatchObject([{ action: 'cancelBatch' }, { ...entry, action: 'createBatch' }])
    expect(rows[0]?.at).toBeInstanceOf(Date)
    expect(await listAudit(db, { limit: 10, action: 'createBatch' })).toHaveLength(1)
    expect(await listAudit(db, { limit: 10, actor: 'bob' })).toEqual([])
    expect(await listAudit(db, { limit: 10, beforeId: rows[1]!.id })).toEqual([])
    for (const statement of [
      sql`update earmark.audit set actor = 'bob'`,
      sql`delete from earmark.audit`,
      sql`truncate earmark.audit`,
    ]) {
      await expect(db.execute(statement)).rejects.toThrow('The audit log is only added to')
    }
    expect(await listAudit(db, { limit: 10 })).toEqual(rows)
  })
})
