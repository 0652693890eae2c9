import type { ApiKey } from '@earmark/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client'
import { formatDate } from '../format/format-date'
import { sessionQuery } from '../session/session-query'
import { Button } from '../ui/button'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import table from '../ui/table.module.css'
import { AuditLog } from './audit-log'
import styles from './keys-page.module.css'
import { NewKey } from './new-key'
import { RenewKey } from './renew-key'

/** Who may call the API, and who did what with it. */
export function KeysPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => api.listKeys({}, { signal }),
  })
  const own = useQuery(sessionQuery).data?.scopes ?? []
  const isAdmin = own.includes('admin')
  const [isMaking, setIsMaking] = useState(false)
  const [renewed, setRenewed] = useState<ApiKey | null>(null)
  return (
    <>
      <PageHead title="API keys">
        {isAdmin && <Button onClick={() => setIsMaking(true)}>New key</Button>}
      </PageHead>
      {isMaking && <NewKey onClose={() => setIsMaking(false)} own={own} />}
      {renewed && <RenewKey apiKey={renewed} onClose={() => setRenewed(null)} />}
      <div className={styles.page}>
        {error && <Problem error={error} onRetry={refetch} />}
        {!data && !error && <Loading />}
        {data && (
          <div className={table.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>Key</th>
                  <th>May</th>
                  <th>Made</th>
                  <th>Last used</th>
                  <th>Ends</th>
                  <th>
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((key) => (
                  <KeyRow
                    apiKey={key}
                    isMine={key.isOwn || isAdmin}
                    key={key.id}
                    onRenew={() => setRenewed(key)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {isAdmin && <AuditLog />}
      </div>
    </>
  )
}

function KeyRow({
  apiKey,
  isMine,
  onRenew,
}: {
  apiKey: ApiKey
  isMine: boolean
  onRenew: () => void
}) {
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.revokeKey({ id: apiKey.id }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const { name, prefix, scopes, createdAt, lastUsedAt, expiresAt, revokedAt, isOwn } = apiKey
  const warning = isOwn ? ' You are signed in with it, and will be signed out.' : ''
  return (
    <tr>
      <td className={table.main}>
        <b>
          <bdi>{name}</bdi>
        </b>
        <small>
          {prefix === null ? 'of old' : `${prefix}…`}
          {isOwn && ', you'}
        </small>
        {revoke.error && <Problem error={revoke.error} isInline />}
      </td>
      <td>{scopes.join(', ')}</td>
      <td>{formatDate(createdAt)}</td>
      <td>{lastUsedAt === null ? 'never' : formatDate(lastUsedAt)}</td>
      <td>{describeEnd({ expiresAt, revokedAt })}</td>
      <td className={table.number}>
        {isMine && revokedAt === null && (
          <>
            <Button kind="quiet" onClick={onRenew}>
              Renew
            </Button>
            <Button
              isDisabled={revoke.isPending}
              kind="quiet"
              onClick={() => {
                if (window.confirm(`Revoke the key "${name}", for good?${warning}`)) revoke.mutate()
              }}
            >
              Revoke
            </Button>
          </>
        )}
      </td>
    </tr>
  )
}

function describeEnd({ expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>): string {
  if (revokedAt !== null) return `revoked ${formatDate(revokedAt)}`
  return expiresAt === null ? 'never' : formatDate(expiresAt)
}
