export { cleanJson, cleanText } from './clean-text.js'
export type { Column } from './column.js'
export { createProgress, type Progress, type ProgressLine } from './create-progress.js'
export {
  type Cell,
  createTable,
  fit,
  formatTable,
  type Table,
} from './create-table.js'
export { formatBar } from './format-bar.js'
export { describeBatchProgress, formatBatchProgress } from './format-batch-progress.js'
export { formatCsvRow } from './format-csv-row.js'
export { formatDuration } from './format-duration.js'
export { formatProgress, type ProgressPart } from './format-progress.js'
export { createStyle, type Style, wantsColours } from './style.js'
export { writeText } from './write-text.js'
