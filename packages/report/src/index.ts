export { formatReport, type ReportFormat, reportContentTypes } from './format-report.js'
export { formatReportRow, reportHeader } from './format-report-row.js'
export { placeReport } from './place-report.js'
