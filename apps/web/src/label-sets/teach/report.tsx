import type { TrainingReport } from '@earmark/client'
import { formatCount } from '../../format/format-number'
import table from '../../ui/table.module.css'
import styles from './teaching.module.css'

type Measured = NonNullable<TrainingReport['measured']>['averagePrecision']

/** What was learned from which answers, measured on those that were held out. */
export function Report({ report }: { report: TrainingReport }) {
  const { learnedFrom, leftOut, measured, words, before, threshold, notes } = report
  const { right, wrong, ofOtherLabels } = learnedFrom
  const others = ofOtherLabels > 0 ? `, ${formatCount(ofOtherLabels)} right for other labels` : ''
  const out = Object.entries(leftOut).filter(([, count]) => count > 0)
  return (
    <>
      <p>
        Learned from {formatCount(right)} right and {formatCount(wrong)} wrong{others}.
        {out.length > 0 &&
          ` Left out: ${out.map(([why, count]) => `${formatCount(count)} ${OUT[why as keyof typeof leftOut]}`).join(', ')}.`}
      </p>
      {measured && (
        <div className={styles.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>On answers that were held out</th>
                <th className={table.number}>average precision</th>
                <th className={table.number}>ROC AUC</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <td>
                  <b>as it is learned now</b>
                </td>
                <td className={table.number}>{format(measured.averagePrecision)}</td>
                <td className={table.number}>{format(measured.rocAuc)}</td>
              </tr>
              {words && (
                <tr>
                  <td>by its words alone</td>
                  <td className={table.number}>{format(words.averagePrecision)}</td>
                  <td className={table.number}>{format(words.rocAuc)}</td>
                </tr>
              )}
              {before && (
                <tr>
                  <td>this version, on what it did not learn from</td>
                  <td className={table.number}>{format(before.before.averagePrecision)}</td>
                  <td className={table.number}>{format(before.before.rocAuc)}</td>
                </tr>
              )}
            </tbody>
          </table>
        </div>
      )}
      {threshold && (
        <p>
          A detection from probability <b>{threshold.threshold.toFixed(2)}</b> on: precision{' '}
          {format(threshold.precision)}, recall {format(threshold.recall)}.
        </p>
      )}
      {notes.length > 0 && (
        <ul className={styles.notes}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  )
}

const OUT: Record<keyof TrainingReport['leftOut'], string> = {
  unsure: 'of which nobody is sure',
  contradicted: 'that people contradict each other on',
  replaced: 'of objects that were uploaded again',
  unheard: 'that this model has not heard',
}

function format(measured: Measured): string {
  if (!measured) return '–'
  const { value, interval } = measured
  if (!interval) return value.toFixed(2)
  return `${value.toFixed(2)} (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`
}
