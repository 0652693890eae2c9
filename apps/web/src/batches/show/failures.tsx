import type { Batch } from '@earmark/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { formatCount } from '../../format/format-number'
import { Button } from '../../ui/button'
import { Problem } from '../../ui/problem'
import table from '../../ui/table.module.css'
import type { Summary } from '../summary-query'
import styles from './show.module.css'

/** What failed, each code with an example, and another try for one of them. */
export function Failures({ batch, failures }: { batch: Batch; failures: Summary['failures'] }) {
  const queries = useQueryClient()
  const retry = useMutation({
    mutationFn: (code: string) => api.retryBatch({ id: batch.id, which: 'failed', code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['batches'] }),
  })
  if (failures.length === 0) return null
  return (
    <section>
      <h2>Failed</h2>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Code</th>
            <th className={table.number}>Objects</th>
            <th>For example</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ code, objects, example }) => (
            <tr key={code}>
              <td>
                <code className={styles.code}>{code}</code>
              </td>
              <td className={table.number}>{formatCount(objects)}</td>
              <td className={table.main}>
                <bdi>{example.key}</bdi>
                <small className={styles.example}>{example.message}</small>
              </td>
              <td className={table.number}>
                <Button isDisabled={retry.isPending} onClick={() => retry.mutate(code)}>
                  Retry {formatCount(objects)}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {retry.error && <Problem error={retry.error} isInline />}
    </section>
  )
}
