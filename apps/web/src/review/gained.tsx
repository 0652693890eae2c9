import type { Review } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { counted, formatCount, formatShare } from '../format/format-number'
import { sessionQuery } from '../session/session-query'
import { Problem } from '../ui/problem'
import styles from './gained.module.css'
import { gainedQuery, type ReviewAsked } from './review-queries'
import { WAYS } from './ways'

/** What has been gained so far: how often the label is right, and how far people agree. */
export function Gained({ asked, review }: { asked: ReviewAsked; review: Review | undefined }) {
  const { data, error, refetch } = useQuery(gainedQuery(asked))
  const me = useQuery(sessionQuery).data?.name
  if (error) {
    return (
      <aside className={styles.gained}>
        <Problem error={error} isInline onRetry={refetch} />
      </aside>
    )
  }
  const { moments, precision, agreement, people } = data ?? {}
  return (
    <aside aria-label="What has been gained" className={styles.gained}>
      <section>
        <h2>How often {asked.label} is right</h2>
        {precision ? (
          <>
            <p className={styles.figure}>
              <b>{precision.share.toFixed(2)}</b> precision, {precision.low.toFixed(2)} to{' '}
              {precision.high.toFixed(2)}
            </p>
            <Range {...precision} />
            <p className={styles.meaning}>
              {counted(moments!.right, 'moment')} right of{' '}
              {formatCount(moments!.right + moments!.wrong)}.{' '}
              {asked.strategy === 'random'
                ? 'Picked at random, they stand for the whole.'
                : 'That is of what was listened to; random moments would speak for all.'}
            </p>
          </>
        ) : (
          <p className={styles.meaning}>Nobody has said right or wrong yet.</p>
        )}
      </section>
      {moments && (
        <section>
          <h2>Answered so far</h2>
          <dl className={styles.tally}>
            {(['right', 'wrong', 'unsure'] as const).map((verdict) => (
              <div data-verdict={verdict} key={verdict}>
                <dt>
                  {WAYS[verdict].sign} {WAYS[verdict].word}
                </dt>
                <dd>{formatCount(moments[verdict])}</dd>
              </div>
            ))}
            {moments.disputed > 0 && (
              <div>
                <dt>as many right as wrong</dt>
                <dd>{formatCount(moments.disputed)}</dd>
              </div>
            )}
          </dl>
        </section>
      )}
      {agreement && agreement.share !== null && (
        <section>
          <h2>How far people agree</h2>
          <p className={styles.meaning}>
            On {formatCount(agreement.agreed)} of {counted(agreement.moments, 'moment')} that two or
            more answered: {formatShare(agreement.share)}.
          </p>
        </section>
      )}
      {people && people.length > 0 && (
        <section>
          <h2>Who answered</h2>
          <dl className={styles.tally}>
            {people.slice(0, 5).map(({ saidBy, right, wrong, unsure }) => (
              <div key={saidBy}>
                <dt>{saidBy === me ? `${saidBy} (you)` : saidBy}</dt>
                <dd>{formatCount(right + wrong + unsure)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {review && review.compared > 0 && (
        <p className={styles.meaning}>
          {asked.labelSet}@{review.labelSet.version}, heard by {review.model.name}.{' '}
          {review.windows === null
            ? `Picked from ${formatCount(review.compared)} windows of a large archive.`
            : `Picked from ${formatCount(review.compared)} of ${counted(review.windows, 'window')}.`}
        </p>
      )}
    </aside>
  )
}

function Range({ share, low, high }: { share: number; low: number; high: number }) {
  return (
    <div className={styles.range}>
      <i style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />
      <b style={{ left: `${100 * share}%` }} />
    </div>
  )
}
