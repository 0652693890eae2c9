import type { Watch } from '@earmark/client'
import { formatDuration } from '@earmark/terminal'

/** A watch's schedule in a few words. */
export function describeSchedule(schedule: Watch['schedule']): string {
  if (!schedule) return 'events only'
  if (typeof schedule.everyS === 'number') return `every ${formatDuration(schedule.everyS)}`
  return `${schedule.cron ?? JSON.stringify(schedule)}${schedule.timeZone ? ` ${schedule.timeZone}` : ''}`
}
