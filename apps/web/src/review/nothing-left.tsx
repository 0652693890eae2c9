import { getRouteApi } from '@tanstack/react-router'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'

const route = getRouteApi('/page/review')

/** There is no further moment; what to do about it. */
export function NothingLeft({
  note,
  compared,
}: {
  note: string | null
  /** Windows that were looked at. */
  compared: number
}) {
  const { seed = 0, prefix } = route.useSearch()
  const navigate = route.useNavigate()
  const go = (part: { seed?: number; prefix?: undefined; answered?: undefined }) => () =>
    navigate({ search: (rest) => ({ ...rest, at: undefined, ...part }) })
  return (
    <Empty title="Nothing is left to listen to">
      {note !== null && <p>{note}</p>}
      <p>
        {compared > 0 && <Button onClick={go({ seed: seed + 1 })}>Look at other windows</Button>}{' '}
        {prefix !== undefined && (
          <Button onClick={go({ prefix: undefined })}>Take the prefix away</Button>
        )}
      </p>
    </Empty>
  )
}
