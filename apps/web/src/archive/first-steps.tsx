import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { api } from '../api/client'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'
import { Problem } from '../ui/problem'

const DEMO_PREFIX = 's3://demo'
const demoLabels = [
  'bird singing',
  'thunder',
  'siren',
  'people talking',
  'drums',
  'footsteps',
  'wind',
]

/** What to do while nothing has been heard. */
export function FirstSteps({ isRunning }: { isRunning: boolean }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const tagDemo = useMutation({
    mutationFn: () =>
      api.createBatch({
        name: 'demo',
        source: { prefix: DEMO_PREFIX },
        labelSets: [{ labels: demoLabels }],
      }),
    async onSuccess({ id }) {
      await queries.invalidateQueries({ queryKey: ['batches'] })
      await navigate({ to: '/batches/$id', params: { id: String(id) } })
    },
  })
  if (isRunning) {
    return (
      <Empty title="The first recordings are being listened to">
        <Link className="button-like" to="/batches">
          Watch them
        </Link>
      </Empty>
    )
  }
  return (
    <Empty title="Nothing has been heard yet">
      <p>Put recordings into S3, and say what is to be heard in them:</p>
      <pre>
        {'npx earmark upload ./recordings s3://my-archive/field\n'}
        {'npx earmark tag s3://my-archive/field --labels "speech,music,wind,rain" --watch'}
      </pre>
      <p>Or see it work first, on the sounds that came along:</p>
      <Button isDisabled={tagDemo.isPending} kind="main" onClick={() => tagDemo.mutate()}>
        Tag the demo
      </Button>
      {tagDemo.error && <Problem error={tagDemo.error} isInline />}
    </Empty>
  )
}
