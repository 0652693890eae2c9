import type { NewLabelSet } from '@earmark/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../../api/client'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Problem } from '../../ui/problem'
import { type Draft, findUntaught, toRequest } from './draft'
import { LabelRows } from './label-rows'
import styles from './label-set-editor.module.css'
import { Preview } from './preview'
import { Untaught } from './untaught'

/** Labels, synonyms, templates and a background; saving makes a version, what was there stays. */
export function LabelSetEditor({
  initial,
  isNew,
  onSaved,
}: {
  initial: Draft
  isNew: boolean
  onSaved?: () => void
}) {
  const [draft, setDraft] = useState(initial)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (request: NewLabelSet) => api.createLabelSet(request),
    async onSuccess({ name }) {
      await queries.invalidateQueries({ queryKey: ['label-sets'] })
      onSaved?.()
      await navigate({ to: '/label-sets/$name', params: { name } })
    },
  })
  const request = toRequest(draft)
  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate(request)
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {isNew && (
        <Field hint="Small letters, digits and hyphens do well." label="Name">
          <input
            className="field"
            onChange={({ target }) => setDraft({ ...draft, name: target.value })}
            placeholder="weather"
            required
            value={draft.name}
          />
        </Field>
      )}
      <LabelRows labels={draft.labels} onChange={(labels) => setDraft({ ...draft, labels })} />
      <Field
        hint="How a label becomes what the model is asked, {} stands for the label. Several lines are averaged. Empty: This is a sound of {}."
        label="Templates"
      >
        <textarea
          className="field"
          onChange={({ target }) => setDraft({ ...draft, templates: target.value })}
          placeholder="This is a sound of {}."
          rows={2}
          value={draft.templates}
        />
      </Field>
      <Preview request={request} />
      <Untaught {...findUntaught(draft)} />
      {save.error && <Problem error={save.error} isInline />}
      <div>
        <Button
          isDisabled={save.isPending || request.labels.length === 0 || request.name === ''}
          kind="main"
          type="submit"
        >
          {isNew ? 'Save the label set' : 'Save as a new version'}
        </Button>
      </div>
    </form>
  )
}
