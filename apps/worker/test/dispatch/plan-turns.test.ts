import type { ActiveBatch } from '@earmark/db'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planTurns } from '../../src/dispatch/plan-turns.js'

const limits = { chunkSize: 16, maxQueuedChunks: 64 }

function batch(id: number, remaining: number, more: Partial<ActiveBatch> = {}): ActiveBatch {
  return {
    id,
    modelId: 1,
    isScanning: false,
    priority: 5,
    apiKeyId: 1,
    remaining,
    chunks: 0,
    ...more,
  }
}

describe('the dispatcher', () => {
  test('tops a batch up to its bound, and no further', () => {
    expect(planTurns([batch(1, 1_000_000)], limits)).toHaveLength(64)
    expect(planTurns([batch(1, 1_000_000, { chunks: 60 })], limits)).toHaveLength(4)
    expect(planTurns([batch(1, 1_000_000, { chunks: 64 })], limits)).toHaveLength(0)
  })

  test('claims no more chunks than a batch has items for', () => {
    const turns = planTurns([batch(1, 20)], limits)
    expect(turns.reduce((sum, turn) => sum + turn.size, 0)).toBeGreaterThanOrEqual(20)
    expect(turns).toHaveLength(2)
  })

  test.each([
    [1, [1]],
    [2, [1, 1]],
    [24, [12, 12]],
    [32, [16, 16]],
    [40, [10, 10, 10, 10]],
    [250, Array(16).fill(16)],
  ])('cuts a small batch of %i into pairs of chunks of one size', (remaining, sizes) => {
    expect(planTurns([batch(1, remaining)], limits).map(({ size }) => size)).toEqual(sizes)
  })

  test('lets a small batch that comes later go before what a large one has queued', () => {
    const [large, small] = [batch(1, 100_000, { chunks: 60 }), batch(2, 50)]
    const turns = planTurns([large, small], limits)
    const lastSmall = turns.findLastIndex((turn) => turn.batchId === 2)
    const firstLarge = turns.findIndex((turn) => turn.batchId === 1)
    expect(lastSmall).toBeLessThan(firstLarge)
  })

  test('gives every API key the same share, however many batches it has', () => {
    const turns = planTurns(
      [batch(1, 9999), batch(2, 9999), batch(3, 9999, { apiKeyId: 2 })],
      limits,
    )
    const first = turns.slice(0, 40)
    const ofSecondKey = first.filter((turn) => turn.batchId === 3).length
    expect(ofSecondKey).toBeGreaterThanOrEqual(19)
    expect(ofSecondKey).toBeLessThanOrEqual(21)
  })

  test('puts a higher priority before all of a lower one, within the bounds of the queue', () => {
    const batches = fc.array(
      fc.record({
        id: fc.nat(),
        isScanning: fc.boolean(),
        priority: fc.integer({ min: 1, max: 10 }),
        apiKeyId: fc.constantFrom(1, 2, null),
        remaining: fc.nat(1_000_000),
        chunks: fc.nat(64),
        modelId: fc.constant(1),
      }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(batches, (active) => {
        const priorities = new Map(active.map((one) => [one.id, one.priority]))
        fc.pre(priorities.size === active.length)
        const turns = planTurns(active, limits)
        expect(turns.length).toBeLessThanOrEqual(2_000)
        const inOrder = turns.map((turn) => priorities.get(turn.batchId) ?? 0)
        expect(inOrder).toEqual([...inOrder].sort((a, b) => b - a))
        for (const turn of turns) expect(turn.rank).toBeGreaterThan(0)
      }),
    )
  })
})
