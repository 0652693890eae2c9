import type { Measured } from '@earmark/core'
import { type Column, formatTable, type Style } from '@earmark/terminal'
import type { Comparison } from './compare-with-truth.js'

/** A row for each label that people heard, and the means. */
export function formatComparison({ labels, mean }: Comparison, style: Style): string {
  const columns: Column[] = [
    { title: 'label', maxWidth: 40 },
    { title: 'windows', align: 'right' },
    { title: 'AP', align: 'right' },
    { title: '95 %', align: 'right' },
    { title: 'AUROC', align: 'right' },
    { title: 'F1', align: 'right' },
    { title: 'from', align: 'right' },
    { title: 'precision', align: 'right' },
    { title: 'recall', align: 'right' },
  ]
  const heard = labels.filter(({ positives }) => positives > 0)
  const rows = heard.map(
    ({ label, positives, threshold, averagePrecision, rocAuc, f1, precision, recall }) => [
      label,
      positives.toLocaleString('en'),
      ...[show(averagePrecision), showInterval(averagePrecision), show(rocAuc), show(f1)],
      ...[threshold === null ? '–' : threshold.toFixed(3), show(precision), show(recall)],
    ],
  )
  const means = [
    ...['mean of the labels', ''],
    ...[show(mean.averagePrecision), showInterval(mean.averagePrecision), show(mean.rocAuc)],
    ...[show(mean.f1), '', show(mean.precision), show(mean.recall)],
  ]
  return formatTable(columns, [...rows, means], style)
}

const show = (figure: Measured | null) => figure?.value.toFixed(3) ?? '–'

function showInterval(figure: Measured | null): string {
  const interval = figure?.interval
  return interval ? `${interval.low.toFixed(3)}–${interval.high.toFixed(3)}` : '–'
}
