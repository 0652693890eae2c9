import { DEFAULT_TEMPLATE } from '@earmark/client'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { Field } from '../ui/field'
import styles from './playground-page.module.css'

const route = getRouteApi('/page/playground')

const FIRST = 'rain, a dog barks, people talking, music'
/** Scores come with each key; the words are in the URL when one rests. */
const TYPING_MS = 300

/** The words as they are typed now; the URL follows. */
export function useWords() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [labels, setLabels] = useState(search.labels ?? FIRST)
  const [template, setTemplate] = useState(search.template ?? '')
  useEffect(() => {
    const timer = setTimeout(() => {
      navigate({
        search: (rest) => ({
          ...rest,
          labels: labels === FIRST ? undefined : labels,
          template: template.trim() === '' ? undefined : template,
        }),
        replace: true,
        resetScroll: false,
      }).catch(() => {})
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [labels, template, navigate])
  return { labels, setLabels, template, setTemplate }
}

export type Words = ReturnType<typeof useWords>

export function WordsForm({
  words: { labels, setLabels, template, setTemplate },
  hasOwnLabels,
  children,
}: {
  words: Words
  /** The model's: then no words are asked for. */
  hasOwnLabels: boolean
  /** What else is chosen, beside the words. */
  children: ReactNode
}) {
  return (
    <div className={styles.ask}>
      {!hasOwnLabels && (
        <>
          <Field hint="Any words, a comma between them." label="Labels">
            <textarea
              className="field"
              onChange={({ target }) => setLabels(target.value)}
              rows={2}
              value={labels}
            />
          </Field>
          <Field hint="What the model is asked; {} stands for the label." label="Template">
            <input
              className="field"
              onChange={({ target }) => setTemplate(target.value)}
              placeholder={DEFAULT_TEMPLATE}
              value={template}
            />
          </Field>
        </>
      )}
      <div className={styles.lengths}>{children}</div>
    </div>
  )
}
