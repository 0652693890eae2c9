import { parseArgs } from 'node:util'

export type RolloutOptions = {
  /** The release before, as git names it; null to look for it. */
  from: string | null
}

export const usage = `npm run rollout -- [--from REF]

Takes Earmark from the release before to this one while it works: an API and two workers of the release before tag a bucket, this
tree's migrations run in the middle of it, then this tree's API and worker join, the release before loses its leading worker, and a
second batch is shared by both. Its last worker is the last to end. Nothing may be lost or doubled, and every row must be as
this tree's programs alone write it. Real Postgres and Redis, an S3 server and a model that costs nothing.

  --from REF  the release before: a tag or a commit (default the newest tag before this commit; without one, the newest
              commit that has fewer migrations, otherwise the one before this)
  --help      prints this`

/** @returns null where help was asked for */
export function readOptions(args: string[]): RolloutOptions | null {
  const { values } = parseArgs({
    args,
    options: { from: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  return values.help ? null : { from: values.from ?? null }
}
