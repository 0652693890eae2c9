import type { Watch } from '@earmark/client'
import { formatDuration } from '@earmark/terminal'

/** A watch's schedule in a few words. */
export function describeSchedule(schedule: Watch['schedule']): string {
  if (!schedule) return 'events only'
  if ('everyS' in schedule) return `every ${formatDuration(schedule.everyS)}`
  // What a newer API may have besides.
  if (!('cron' in schedule)) return JSON.stringify(schedule)
  return `${schedule.cron}${schedule.timeZone ? ` ${schedule.timeZone}` : ''}`
}
