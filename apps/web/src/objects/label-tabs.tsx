import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { chooseLabels, hasOwnLabelsOnly, labelSetsOf } from './label-choice'
import styles from './label-tabs.module.css'
import type { StoredObject } from './shapes'

const route = getRouteApi('/page/objects/$id')

/** The label sets that the object was tagged with, and any words in their place. */
export function LabelTabs({ object }: { object: StoredObject }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [isAsking, setAsking] = useState(search.words !== undefined)
  const choice = chooseLabels(object, search)
  const chosenSet = choice && 'labelSet' in choice ? choice.labelSet : undefined
  const show = (asked: { set?: string; words?: string }) =>
    navigate({
      search: ({ set: _set, words: _words, ...rest }) => ({ ...rest, ...asked }),
      replace: true,
    })
  async function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const words = new FormData(event.currentTarget).get('words')
    if (typeof words === 'string' && words.trim() !== '') await show({ words: words.trim() })
  }
  return (
    <div className={styles.tabs}>
      {labelSetsOf(object).map((set) => (
        <button
          aria-pressed={set === chosenSet}
          className={styles.tab}
          key={set}
          onClick={() => show({ set })}
          type="button"
        >
          {set}
        </button>
      ))}
      {hasOwnLabelsOnly(object) ? null : isAsking ? (
        <form className={styles.ask} onSubmit={ask}>
          <input
            aria-label="Any words, with commas between them"
            // biome-ignore lint/a11y/noAutofocus: it has just been asked for.
            autoFocus={search.words === undefined}
            className={styles.words}
            defaultValue={search.words}
            name="words"
            placeholder="rain, our gate"
          />
        </form>
      ) : (
        <button className={styles.tab} onClick={() => setAsking(true)} type="button">
          + any words…
        </button>
      )}
    </div>
  )
}
