import { CronExpressionParser } from 'cron-parser'
import { invalidRequest } from '../http/http-problem.js'

/** @throws HttpProblem 400 where the pattern or the time zone is none */
export function checkCron(cron: string, timeZone: string | undefined): void {
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const message = `schedule.timeZone ${JSON.stringify(timeZone)} is no time zone; write one such as Europe/Berlin.`
    throw invalidRequest([{ field: 'schedule.timeZone', value: timeZone, message }])
  }
  try {
    if (cron.trim().split(/\s+/).length !== 5) throw new Error('it must have five fields')
    CronExpressionParser.parse(cron).next()
  } catch (error) {
    const message = `schedule.cron ${JSON.stringify(cron)} is no cron pattern: ${(error as Error).message}.`
    throw invalidRequest([{ field: 'schedule.cron', value: cron, message }])
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
