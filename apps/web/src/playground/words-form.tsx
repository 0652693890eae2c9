import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
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

export function WordsForm({
  words: { labels, setLabels, template, setTemplate },
  hasOwnLabels,
  onWindow,
}: {
  words: ReturnType<typeof useWords>
  /** The model's: then no words are asked for. */
  hasOwnLabels: boolean
  onWindow: (windowS: number | undefined) => void
}) {
  const { window: windowS } = route.useSearch()
  const navigate = route.useNavigate()
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
              placeholder="This is a sound of {}."
              value={template}
            />
          </Field>
        </>
      )}
      <Field label="Windows of">
        <select
          className="field"
          onChange={({ target }) => {
            const next = target.value === '' ? undefined : Number(target.value)
            navigate({
              search: (rest) => ({ ...rest, window: next }),
              replace: true,
              resetScroll: false,
            }).catch(() => {})
            onWindow(next)
          }}
          value={windowS ?? ''}
        >
          <option value="">the model’s</option>
          {[5, 2, 1].map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds} s
            </option>
          ))}
        </select>
      </Field>
    </div>
  )
}
