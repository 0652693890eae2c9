/**
 * Why a statement is not run at all, before Postgres has seen it: `no-rows` where it gives none, `unguarded` where this
 * database has nothing that keeps it from what this user may do.
 */
export type Refusal = 'no-rows' | 'unguarded'

/** A statement that was not run. Whoever asked knows what to do about it, and says so in its own words. */
export class StatementRefused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(
      refusal === 'no-rows'
        ? 'This statement gives no rows.'
        : 'This database has nothing that a statement could be run as safely.',
    )
    this.name = 'StatementRefused'
    this.refusal = refusal
  }
}
