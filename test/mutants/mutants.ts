// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of sources

/** A defect, as an exact replacement in a source, and the test that must fail with it. */
export type Mutant = {
  /** The defect in words. */
  name: string
  /** Within the repository. */
  file: string
  /** Occurs once in the file. */
  from: string
  to: string
  test: {
    file: string
    /** Part of the test's name: only such tests are run. */
    name: string
  }
  /** Whether it shows only where two connections are at work at once: on the server of TEST_POSTGRES_URL. */
  needsPostgres?: true
}

const queries = 'packages/db/src/queries'
const claim = 'packages/db/migrations/0008_lean_items.sql'
const tests = {
  steer: 'packages/db/test/batches/steer-batch.test.ts',
  end: 'packages/db/test/batches/finish-batches.test.ts',
  fencing: 'packages/db/test/chunks/fencing.test.ts',
  races: 'packages/db/test/races/races.test.ts',
  leases: 'apps/worker/test/classify/lease-keeper.test.ts',
  breaker: 'apps/worker/test/buckets/circuit-breaker.test.ts',
  lead: 'apps/worker/test/dispatch/lead.test.ts',
}

export const mutants: Mutant[] = [
  {
    name: 'a chunk of a batch that is not running is taken',
    file: `${queries}/chunks/take-chunk.ts`,
    from: " and b.state in ('scanning', 'running')",
    to: '',
    test: { file: tests.steer, name: 'a chunk is taken only while' },
  },
  {
    name: 'a batch that is not running is given chunks',
    file: claim,
    from: "where b.id = turn.id and b.state in ('scanning', 'running')",
    to: 'where b.id = turn.id',
    test: { file: tests.steer, name: 'is given no chunks' },
  },
  {
    name: 'a retry leaves the count of skipped items as it was',
    file: `${queries}/batches/retry-batch.ts`,
    from: "skipped: -count('skipped')",
    to: 'skipped: 0',
    test: { file: tests.end, name: 'a retry of all corrects every count' },
  },
  {
    name: 'a resumed batch has nothing queued again',
    file: `${queries}/batches/steer-batch.ts`,
    from: 'update earmark.chunks set queued_at = null where',
    to: 'update earmark.chunks set queued_at = queued_at where',
    test: { file: tests.steer, name: 'queued again' },
  },
  {
    name: 'a lease keeper ignores that a batch was cancelled',
    file: 'apps/worker/src/classify/lease-keeper.ts',
    from: "state === 'cancelling' || state === 'cancelled' || ",
    to: '',
    test: { file: tests.leases, name: 'was cancelled' },
  },
  {
    name: "the end of a lost run ends the later run's renewal",
    file: 'apps/worker/src/classify/lease-keeper.ts',
    from: 'return `${chunkId}-${take}`',
    to: 'return `${chunkId}-${take - take}`',
    test: { file: tests.leases, name: 'whose renewal' },
  },
  {
    name: 'the circuit breaker counts chunks in which the bucket has answered too',
    file: 'apps/worker/src/buckets/circuit-breaker.ts',
    from: 'if (!answered.has(bucket)) await',
    to: 'await',
    test: { file: tests.breaker, name: 'has answered too' },
  },
  {
    name: 'the circuit breaker leaves what it puts back in the count of failures',
    file: `${queries}/buckets/note-refusals.ts`,
    from: 'failed: -failed',
    to: 'failed: 0 * failed',
    test: { file: 'packages/db/test/buckets/put-back.test.ts', name: 'puts back' },
  },
  {
    name: 'a run writes although its process has taken the chunk again',
    file: `${queries}/chunks/held-chunk.ts`,
    from: ' and c.takes = ${take}',
    to: '',
    test: { file: tests.fencing, name: 'its earlier run can' },
  },
  {
    name: 'a run hands a chunk back that its process has taken again',
    file: `${queries}/chunks/release-chunk.ts`,
    from: ' and takes = ${chunk.take}',
    to: '',
    test: { file: tests.fencing, name: 'release' },
  },
  {
    name: 'a run removes a chunk that its process has taken again',
    file: `${queries}/chunks/finish-chunk.ts`,
    from: ' and c.takes = ${chunk.take}',
    to: '',
    test: { file: tests.fencing, name: 'is removed by' },
  },
  {
    name: 'a run renews the lease of a chunk that its process has taken again',
    file: `${queries}/chunks/renew-leases.ts`,
    from: ' and c.takes = run.take',
    to: '',
    test: { file: tests.fencing, name: 'lease renewed' },
  },
  {
    name: 'a batch ends while a retry puts items back',
    file: `${queries}/batches/finish-batches.ts`,
    from: '(b.retrying_until is null or b.retrying_until < now())',
    to: 'true',
    test: { file: tests.end, name: 'waits while a retry' },
  },
  {
    name: 'a batch ends on counts from before it was locked',
    file: `${queries}/batches/finish-batches.ts`,
    from: 'const finished = await findFinished(\n      tx,\n      locked.rows.map((row) => row.id),\n    )',
    to: 'const finished = locked.rows.map((row) => row.id)',
    test: { file: tests.races, name: 'finish, stopped at each' },
    needsPostgres: true,
  },
  {
    name: 'the end of a batch waits for whoever has it locked',
    file: `${queries}/batches/finish-batches.ts`,
    from: 'for no key update skip locked',
    to: 'for no key update',
    test: { file: tests.races, name: 'another comes to finish' },
    needsPostgres: true,
  },
  {
    name: 'claiming waits for whoever has a batch locked',
    file: claim,
    from: 'for no key update skip locked;',
    to: 'for no key update;',
    test: { file: tests.races, name: 'another comes to claim' },
    needsPostgres: true,
  },
  {
    name: 'a batch is retried while it is pruned',
    file: `${queries}/batches/retry-batch.ts`,
    from: " and state <> 'cancelling' and pruned_at is null",
    to: " and state <> 'cancelling'",
    test: { file: tests.end, name: 'once pruning has begun' },
  },
  {
    name: 'a retry goes on in a batch that was cancelled meanwhile',
    file: `${queries}/batches/retry-batch.ts`,
    from: " and state in ('scanning', 'running', 'paused') returning",
    to: ' returning',
    test: { file: tests.races, name: 'a retry goes no further' },
    needsPostgres: true,
  },
  {
    name: 'the lead is renewed between rounds only',
    file: 'apps/worker/src/dispatch/lead.ts',
    from: 'renewal ??= renew()',
    to: 'renewal ??= undefined',
    test: { file: tests.lead, name: 'is renewed while' },
  },
]
