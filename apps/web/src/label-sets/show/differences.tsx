import type { LabelSet } from '@earmark/client'
import styles from './differences.module.css'

type Label = LabelSet['labels'][number]

/** What one version has that the other has not. */
export function Differences({ before, now }: { before: LabelSet; now: LabelSet }) {
  const lines = [...compare(before, now)]
  return (
    <section className={styles.differences}>
      <h2>
        Version {now.version} against version {before.version}
      </h2>
      {lines.length === 0 && <p>Nothing differs.</p>}
      <ul>
        {lines.map(({ sign, text }) => (
          <li data-sign={sign} key={sign + text}>
            {sign} {text}
          </li>
        ))}
      </ul>
    </section>
  )
}

function* compare(before: LabelSet, now: LabelSet): Generator<{ sign: string; text: string }> {
  const old = new Map(before.labels.map((label) => [label.name, label]))
  const fresh = new Map(now.labels.map((label) => [label.name, label]))
  for (const name of old.keys()) if (!fresh.has(name)) yield { sign: '−', text: name }
  for (const [name, label] of fresh) {
    const known = old.get(name)
    if (!known) yield { sign: '+', text: name }
    else if (describe(known) !== describe(label)) {
      yield { sign: '~', text: `${name}: ${describe(known)} → ${describe(label)}` }
    }
  }
  const [from, to] = [before.templates.join(' | '), now.templates.join(' | ')]
  if (from !== to) yield { sign: '~', text: `template: ${from} → ${to}` }
}

function describe({ synonyms, isBackground, isByExample }: Label): string {
  const parts = [
    synonyms.length > 0 ? `also ${synonyms.join(', ')}` : 'no other words',
    isBackground ? 'background' : '',
    isByExample ? 'by example' : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
