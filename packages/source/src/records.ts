// How tables are read, for the command line, which loads nothing of S3 for it.
export { readCsvRecords } from './manifest/read-csv.js'
export { readLines } from './manifest/read-lines.js'
export { readMetadataTable } from './metadata/read-metadata-table.js'
