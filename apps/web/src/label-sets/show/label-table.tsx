import type { LabelSet } from '@earmark/client'
import { Link } from '@tanstack/react-router'
import { counted } from '../../format/format-number'
import table from '../../ui/table.module.css'

/** A page of thousands of labels would be slow, and nobody reads it. */
const MAX_SHOWN = 500

export function LabelTable({ set }: { set: LabelSet }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Label</th>
            <th>Other words</th>
            <th>What the model is asked</th>
            <th>
              <span className="visually-hidden">Review, teach or find</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {set.labels.slice(0, MAX_SHOWN).map((label) => (
            <tr key={label.id}>
              <td className={table.main}>
                <b>{label.name}</b>
                {label.isBackground && <small>background: none of the others</small>}
              </td>
              <td>{label.synonyms.join(', ')}</td>
              <td>
                {label.prompts[0]}
                {label.isByExample && (
                  <small>learned from {counted(label.examples?.length ?? 0, 'example')}</small>
                )}
              </td>
              <td className={table.number}>
                <Link
                  className="button-like"
                  search={{ labelSet: set.name, version: set.version, label: label.name }}
                  to="/review"
                >
                  Review
                </Link>{' '}
                <Link
                  className="button-like"
                  from="/label-sets/$name"
                  search={(rest) => ({ ...rest, teach: label.name, precision: undefined })}
                  to="."
                >
                  Teach
                </Link>{' '}
                <Link className="button-like" search={{ q: label.name }} to="/search">
                  Find
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {set.labels.length > MAX_SHOWN && (
        <p>
          The first {MAX_SHOWN} of {counted(set.labels.length, 'label')}. All of them are in{' '}
          <code>GET /v1/label-sets/{set.id}</code>.
        </p>
      )}
    </div>
  )
}
