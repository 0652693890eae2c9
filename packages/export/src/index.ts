export {
  type Export,
  type ExportFormat,
  exportArchive,
  exportFormats,
} from './export-archive.js'
