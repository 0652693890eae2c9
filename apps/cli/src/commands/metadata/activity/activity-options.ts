import type { RecordingOptions } from '../../../options/recording-options.js'

export type ActivityOptions = RecordingOptions & {
  label: string
  labelSet?: string
  prefix?: string
  by: 'hour' | 'date'
  timeZone?: string
  png?: string
  json?: true
  csv?: true
}
