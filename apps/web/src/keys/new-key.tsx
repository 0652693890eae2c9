import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { api } from '../api/client'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Problem } from '../ui/problem'
import styles from './keys-page.module.css'
import { MadeKey } from './made-key'
import { SCOPES, type Scope, USUAL_SCOPES } from './scopes'

const DAY_MS = 24 * 3600 * 1000

/** Makes a key that may do no more than the one of this browser. */
export function NewKey({ own, onClose }: { own: readonly string[]; onClose: () => void }) {
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: (request: { name: string; scopes: Scope[]; expiresAt?: string }) =>
      api.createKey(request),
    onSuccess: () => queries.invalidateQueries(),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = Number(form.get('days'))
    create.mutate({
      name: String(form.get('name')).trim(),
      scopes: form.getAll('scope') as Scope[],
      ...(days > 0 && { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() }),
    })
  }
  if (create.data) {
    const note = 'It is shown this once, and stored nowhere: copy it to where it is needed.'
    return <MadeKey note={note} onClose={onClose} secret={create.data.key} title="The new key" />
  }
  return (
    <Dialog onClose={onClose} title="New key">
      <form className={styles.form} onSubmit={submit}>
        <Field hint="What it is for: for lists, logs and annotations." label="Name">
          <input className="field" maxLength={200} name="name" placeholder="dashboard" required />
        </Field>
        <fieldset className={styles.scopes}>
          <legend>It may</legend>
          {SCOPES.filter(({ scope }) => own.includes(scope)).map(({ scope, may }) => (
            <label key={scope}>
              <input
                defaultChecked={USUAL_SCOPES.includes(scope)}
                name="scope"
                type="checkbox"
                value={scope}
              />
              {scope}: {may}
            </label>
          ))}
        </fieldset>
        <Field hint="Empty: it does not end by itself." label="Days until it ends">
          <input className="field" inputMode="decimal" min={1} name="days" size={6} type="number" />
        </Field>
        {create.error && <Problem error={create.error} isInline />}
        <div>
          <Button isDisabled={create.isPending} kind="main" type="submit">
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
