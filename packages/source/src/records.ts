// How tables are read, for the command line, which loads nothing of S3 for it.
export { readCsvRecords } from './read-csv.js'
export { readLines } from './read-lines.js'
