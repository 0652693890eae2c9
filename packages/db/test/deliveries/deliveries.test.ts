import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addReport, settleDelivery, takeDueDeliveries } from '../../src/index.js'
import { openArchive } from '../archive.js'
import { createTestBatch } from '../test-batch.js'

describe.each(databaseKinds())('deliveries on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test('a try that took too long does not send again what a later one has delivered', async () => {
    const { db } = archive
    await addReport(db, await createTestBatch(db, 1), 's3://b/reports/')
    const [late] = await takeDueDeliveries(db, 0, 1)
    const [later] = await takeDueDeliveries(db, 900, 1)
    expect(later?.id).toBe(late?.id)
    await settleDelivery(db, later!, { kind: 'delivered' })
    await settleDelivery(db, late!, { kind: 'retry', delayS: 0, message: 'timed out' })
    expect(await takeDueDeliveries(db, 900, 1)).toEqual([])
  })
})
