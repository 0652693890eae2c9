import { useState } from 'react'
import styles from './theme-choice.module.css'

const choices = [
  { value: 'system', name: 'System' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
] as const

type Choice = (typeof choices)[number]['value']

const STORED_AS = 'earmark.theme'

export function ThemeChoice() {
  const [chosen, setChosen] = useState<Choice>(
    () => (document.documentElement.dataset.theme as Choice | undefined) ?? 'system',
  )
  function choose(value: Choice) {
    setChosen(value)
    if (value === 'system') {
      delete document.documentElement.dataset.theme
      localStorage.removeItem(STORED_AS)
      return
    }
    document.documentElement.dataset.theme = value
    localStorage.setItem(STORED_AS, value)
  }
  return (
    <fieldset className={styles.choice}>
      <legend className="visually-hidden">Colours</legend>
      {choices.map(({ value, name }) => (
        <label className={styles.option} key={value}>
          <input
            checked={chosen === value}
            className="visually-hidden"
            name="theme"
            onChange={() => choose(value)}
            type="radio"
            value={value}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
