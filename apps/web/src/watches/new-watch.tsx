import type { WatchRequest } from '@earmark/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client'
import { type LabelsAsked, LabelsField, useLabelSets } from '../batches/new/labels-field'
import { PrefixField } from '../batches/new/prefix-field'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Problem } from '../ui/problem'
import styles from './new-watch.module.css'

const HOUR_S = 3600

export function NewWatch({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const [prefix, setPrefix] = useState('')
  const [labels, setLabels] = useState<LabelsAsked>({ sets: [], words: '', template: '' })
  const labelSets = useLabelSets(labels)
  const create = useMutation({
    mutationFn: (request: WatchRequest) => api.createWatch(request),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['watches'] })
      onClose()
    },
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const hours = Number(form.get('hours'))
    create.mutate({
      name: String(form.get('name')).trim(),
      source: { prefix },
      labelSets: labelSets ?? [],
      ...(hours > 0 && { schedule: { everyS: Math.round(hours * HOUR_S) } }),
    })
  }
  return (
    <Dialog onClose={onClose} title="New watch">
      <form className={styles.form} onSubmit={submit}>
        <Field label="Name">
          <input className="field" maxLength={200} name="name" placeholder="incoming" required />
        </Field>
        <PrefixField onChange={setPrefix} value={prefix} />
        <LabelsField onChange={setLabels} value={labels} />
        <Field
          hint="Empty: only on events of the bucket, and when asked."
          label="Every how many hours"
        >
          <input className="field" inputMode="decimal" name="hours" placeholder="1" size={6} />
        </Field>
        {create.error && <Problem error={create.error} isInline />}
        <div>
          <Button isDisabled={create.isPending} kind="main" type="submit">
            Watch it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
