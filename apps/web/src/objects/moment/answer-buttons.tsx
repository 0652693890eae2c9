import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { useKeys } from '../../keyboard/use-keys'
import type { Verdict } from '../../review/review-queries'
import { WAYS } from '../../review/ways'
import { Button } from '../../ui/button'
import { Problem } from '../../ui/problem'
import styles from './answer-buttons.module.css'

/** Is what the label says right, at this moment? */
export function AnswerButtons({
  objectId,
  labelSet,
  label,
  window,
}: {
  objectId: number
  labelSet: string
  label: string
  window: number
}) {
  const queries = useQueryClient()
  const answer = useMutation({
    mutationFn: (verdict: Verdict) =>
      api.annotate({ object: objectId, window, labelSet, label, verdict }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['objects', String(objectId), 'said'] }),
  })
  const say = (verdict: Verdict) => () => answer.mutate(verdict)
  useKeys({ y: say('right'), n: say('wrong'), u: say('unsure') })
  return (
    <>
      <div className={styles.answers}>
        <Button onClick={say('right')}>
          <span className={styles.right}>✓</span> <span className={styles.label}>{label}</span>{' '}
          <kbd>y</kbd>
        </Button>
        <Button onClick={say('wrong')}>
          <span className={styles.wrong}>✕</span> Not <kbd>n</kbd>
        </Button>
        <Button onClick={say('unsure')}>
          <span>{WAYS.unsure.sign}</span> {WAYS.unsure.button} <kbd>{WAYS.unsure.key}</kbd>
        </Button>
      </div>
      {answer.error && <Problem error={answer.error} isInline />}
    </>
  )
}
