import { getRouteApi } from '@tanstack/react-router'
import { Field } from '../ui/field'

const route = getRouteApi('/page/playground')

/** Seconds to choose from, kept in the URL. */
export function LengthField({
  label,
  name,
  usual,
  choices,
  onChoose,
}: {
  label: string
  /** In the URL. */
  name: 'window' | 'hop'
  /** What holds where nothing is chosen. */
  usual: string
  choices: readonly number[]
  onChoose?: (seconds: number | undefined) => void
}) {
  const chosen = route.useSearch()[name]
  const navigate = route.useNavigate()
  // A link may hold any.
  const all = chosen === undefined || choices.includes(chosen) ? choices : [chosen, ...choices]
  return (
    <Field label={label}>
      <select
        className="field"
        onChange={({ target }) => {
          const next = target.value === '' ? undefined : Number(target.value)
          navigate({
            search: (rest) => ({ ...rest, [name]: next }),
            replace: true,
            resetScroll: false,
          }).catch(() => {})
          onChoose?.(next)
        }}
        value={chosen ?? ''}
      >
        <option value="">{usual}</option>
        {all.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds} s
          </option>
        ))}
      </select>
    </Field>
  )
}
