import { Empty } from '../ui/empty'
import { PageHead } from '../ui/page-head'

/** A key needs the scope for statements of its own. */
export function NotAllowed({ name }: { name: string }) {
  return (
    <>
      <PageHead title="SQL" />
      <Empty title="This key may not ask in SQL">
        <p>
          You are signed in with the key “<bdi>{name}</bdi>”, which has no scope <code>sql</code>.
          Make one that has, sign out, and sign in with it:
        </p>
        <pre>npx earmark key create NAME --scope read sql</pre>
      </Empty>
    </>
  )
}
