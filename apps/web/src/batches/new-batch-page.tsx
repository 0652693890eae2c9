import type { BatchRequest } from '@earmark/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client'
import { runningModelQuery } from '../model/running-model'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { Estimate } from './new/estimate'
import { type LabelsAsked, LabelsField, useLabelSets } from './new/labels-field'
import { PrefixField } from './new/prefix-field'
import styles from './new-batch-page.module.css'

const route = getRouteApi('/page/batches/new')

/** What to listen to, what for, and how: with the count and an estimate before anything starts. */
export function NewBatchPage() {
  const { prefix: given = '' } = route.useSearch()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [prefix, setPrefix] = useState(given)
  const [labels, setLabels] = useState<LabelsAsked>({ sets: [], words: '', template: '' })
  const labelSets = useLabelSets(labels)
  const windowS = useQuery(runningModelQuery).data?.windowS.toString()
  const create = useMutation({
    mutationFn: (request: BatchRequest) => api.createBatch(request),
    async onSuccess({ id }) {
      await queries.invalidateQueries({ queryKey: ['batches'] })
      await navigate({ to: '/batches/$id', params: { id: String(id) } })
    },
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const number = (name: string) => {
      const text = String(form.get(name) ?? '').trim()
      return text === '' ? undefined : Number(text)
    }
    const name = String(form.get('name') ?? '').trim()
    create.mutate({
      source: { prefix },
      labelSets: labelSets ?? [],
      ...(name !== '' && { name }),
      ...(number('windowS') !== undefined && { windowS: number('windowS') }),
      ...(number('hopS') !== undefined && { hopS: number('hopS') }),
      priority: number('priority') ?? 5,
    } as BatchRequest)
  }
  return (
    <>
      <PageHead title="New batch" />
      <form className={styles.form} onSubmit={submit}>
        <section>
          <h2>What to listen to</h2>
          <PrefixField onChange={setPrefix} value={prefix} />
          <Estimate labelSets={labelSets} prefix={prefix} />
        </section>
        <section>
          <h2>What to listen for</h2>
          <LabelsField onChange={setLabels} value={labels} />
        </section>
        <section>
          <h2>How</h2>
          <div className={styles.row}>
            <Field hint="for you and your colleagues" label="Name">
              <input className="field" maxLength={200} name="name" placeholder="spring survey" />
            </Field>
            <Field hint="seconds; as the model was trained, unless you know better" label="Window">
              <input
                className="field"
                inputMode="decimal"
                name="windowS"
                placeholder={windowS}
                size={6}
              />
            </Field>
            <Field hint="seconds from window to window" label="Hop">
              <input
                className="field"
                inputMode="decimal"
                name="hopS"
                placeholder={windowS}
                size={6}
              />
            </Field>
            <Field hint="0 to 10; the highest goes first" label="Priority">
              <input
                className="field"
                defaultValue={5}
                max={10}
                min={0}
                name="priority"
                type="number"
              />
            </Field>
          </div>
        </section>
        {create.error && <Problem error={create.error} isInline />}
        <div>
          <Button
            isDisabled={create.isPending || prefix === '' || labelSets === null}
            kind="main"
            type="submit"
          >
            {create.isPending ? 'Starting …' : 'Start the batch'}
          </Button>
        </div>
      </form>
    </>
  )
}
