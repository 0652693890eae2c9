import type { LabelSetChoice } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { newestLabelSetsQuery } from '../../label-sets/label-set-queries'
import { splitWords } from '../../label-sets/split-words'
import { useOwnLabels } from '../../model/running-model'
import { Field } from '../../ui/field'
import styles from './labels-field.module.css'

export type LabelsAsked = { sets: string[]; words: string; template: string }

/** Stored label sets by name, and those written out as one more. */
function toLabelSets({ sets, words, template }: LabelsAsked): LabelSetChoice[] {
  const labels = splitWords(words)
  return [
    ...sets.map((name) => ({ name })),
    ...(labels.length > 0
      ? [{ labels, ...(template.trim() !== '' && { template: template.trim() }) }]
      : []),
  ]
}

/** @returns what the API is asked to listen for, of what the form says; null while it says nothing that it must say */
export function useLabelSets(asked: LabelsAsked): LabelSetChoice[] | null {
  const ownLabels = useOwnLabels()
  if (ownLabels) return []
  const choices = toLabelSets(asked)
  return choices.length > 0 ? choices : null
}

export function LabelsField(props: { value: LabelsAsked; onChange: (value: LabelsAsked) => void }) {
  const ownLabels = useOwnLabels()
  if (!ownLabels) return <AnyLabels {...props} />
  return (
    <p className={styles.own}>
      {ownLabels.name} has labels of its own, and listens for each of them.
    </p>
  )
}

function AnyLabels({
  value,
  onChange,
}: {
  value: LabelsAsked
  onChange: (value: LabelsAsked) => void
}) {
  const stored = useQuery(newestLabelSetsQuery).data ?? []
  return (
    <>
      {stored.length > 0 && (
        <fieldset className={styles.sets}>
          <legend>Label sets</legend>
          {stored.map(({ name, version, labelCount }) => (
            <label key={name}>
              <input
                checked={value.sets.includes(name)}
                onChange={({ target }) =>
                  onChange({
                    ...value,
                    sets: target.checked
                      ? [...value.sets, name]
                      : value.sets.filter((set) => set !== name),
                  })
                }
                type="checkbox"
              />
              {name}{' '}
              <small>
                version {version}, {labelCount} labels
              </small>
            </label>
          ))}
        </fieldset>
      )}
      <Field hint="Any words, a line or a comma between them." label="Labels">
        <textarea
          className="field"
          name="labels"
          onChange={({ target }) => onChange({ ...value, words: target.value })}
          placeholder="rain, wind, a door slams, people talking"
          rows={3}
          value={value.words}
        />
      </Field>
      {value.words !== '' && (
        <Field
          hint="How a label becomes what the model is asked; {} stands for the label."
          label="Template"
        >
          <input
            className="field"
            name="template"
            onChange={({ target }) => onChange({ ...value, template: target.value })}
            placeholder="This is a sound of {}."
            value={value.template}
          />
        </Field>
      )}
    </>
  )
}
