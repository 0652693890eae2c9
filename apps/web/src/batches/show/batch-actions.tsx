import type { Batch } from '@earmark/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { Button } from '../../ui/button'
import { Problem } from '../../ui/problem'

const PRIORITIES = Array.from({ length: 11 }, (_, priority) => priority)

/** Steers a batch: first what may be taken back, then what may not. */
export function BatchActions({ batch }: { batch: Batch }) {
  const { id, state } = batch
  const queries = useQueryClient()
  const settle = () => queries.invalidateQueries({ queryKey: ['batches'] })
  const steer = useMutation({
    mutationFn: (call: 'pauseBatch' | 'resumeBatch' | 'cancelBatch') => api[call]({ id }),
    onSettled: settle,
  })
  const change = useMutation({
    mutationFn: (priority: number) => api.changeBatch({ id, priority }),
    onSettled: settle,
  })
  const canPause = state === 'running' || state === 'scanning'
  const canCancel = canPause || state === 'paused'
  const error = steer.error ?? change.error
  return (
    <>
      {canCancel && (
        <select
          aria-label="Priority"
          className="field"
          onChange={({ target }) => change.mutate(Number(target.value))}
          value={batch.priority}
        >
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              Priority {priority}
            </option>
          ))}
        </select>
      )}
      <a className="button-like" download href={`/v1/batches/${id}/report.csv`}>
        Report
      </a>
      {canPause && <Button onClick={() => steer.mutate('pauseBatch')}>Pause</Button>}
      {state === 'paused' && (
        <Button kind="main" onClick={() => steer.mutate('resumeBatch')}>
          Resume
        </Button>
      )}
      {canCancel && (
        <Button
          onClick={() => {
            if (window.confirm('Cancel the batch? What was heard stays.'))
              steer.mutate('cancelBatch')
          }}
        >
          Cancel
        </Button>
      )}
      {error && <Problem error={error} isInline />}
    </>
  )
}
