import type { ApiKey } from '@earmark/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { api } from '../api/client'
import { formatDate } from '../format/format-date'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Problem } from '../ui/problem'
import styles from './keys-page.module.css'
import { MadeKey } from './made-key'

const HOUR_S = 3600
/** Of the API. */
const MOST_HOURS = 30 * 24

/** Gives a key another secret; the one before holds for some hours more, so that its users can change. */
export function RenewKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient()
  const { id, name, isOwn } = apiKey
  const renew = useMutation({
    mutationFn: (graceS: number) => api.rotateKey({ id, graceS }),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const hours = Number(new FormData(event.currentTarget).get('hours'))
    renew.mutate(Math.round(hours * HOUR_S))
  }
  /** Not before: a browser that was signed in with it is signed out, and the key would be gone from the screen. */
  function close() {
    onClose()
    if (renew.data) void queries.invalidateQueries()
  }
  if (renew.data) {
    const { key, previousUntil } = renew.data
    const note = `It is shown this once, and stored nowhere: copy it to where "${name}" is used. What it was before holds until ${formatDate(previousUntil)}.`
    return <MadeKey note={note} onClose={close} secret={key} title="The key from now on" />
  }
  return (
    <Dialog onClose={close} title={`Renew ${name}`}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          hint="0 where it has leaked: browsers that are signed in with it sign in again in any case."
          label="Hours that the old one holds"
        >
          <input
            className="field"
            defaultValue={24}
            max={MOST_HOURS}
            min={0}
            name="hours"
            required
            size={6}
            type="number"
          />
        </Field>
        {isOwn && <p>You are signed in with it, and will sign in again with the new one.</p>}
        {renew.error && <Problem error={renew.error} isInline />}
        <div>
          <Button isDisabled={renew.isPending} kind="main" type="submit">
            Renew it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
