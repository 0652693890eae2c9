import { Button } from '../../ui/button'
import { type DraftLabel, newLabel } from './draft'
import styles from './label-set-editor.module.css'

export function LabelRows({
  labels,
  onChange,
}: {
  labels: readonly DraftLabel[]
  onChange: (labels: DraftLabel[]) => void
}) {
  const change = (at: number, part: Partial<DraftLabel>) =>
    onChange(labels.map((label, index) => (index === at ? { ...label, ...part } : label)))
  return (
    <fieldset className="bare">
      <legend>Labels</legend>
      <div className={styles.rows}>
        {labels.map((label, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place alone.
          <div className={styles.row} key={at}>
            <input
              aria-label={`Label ${at + 1}`}
              className="field"
              onChange={({ target }) => change(at, { name: target.value })}
              placeholder="rain"
              value={label.name}
            />
            <input
              aria-label={`Synonyms of label ${at + 1}`}
              className="field"
              onChange={({ target }) => change(at, { synonyms: target.value })}
              placeholder="other words for it: drizzle, downpour"
              value={label.synonyms}
            />
            <label title="“None of these”: takes its share of the probability, and is never detected.">
              <input
                checked={label.isBackground}
                onChange={({ target }) => change(at, { isBackground: target.checked })}
                type="checkbox"
              />
              background
            </label>
            <Button
              aria-label={`Remove label ${at + 1}`}
              kind="quiet"
              onClick={() => onChange(labels.filter((_, index) => index !== at))}
            >
              ×
            </Button>
          </div>
        ))}
        <div>
          <Button onClick={() => onChange([...labels, newLabel()])}>Add a label</Button>
        </div>
      </div>
    </fieldset>
  )
}
