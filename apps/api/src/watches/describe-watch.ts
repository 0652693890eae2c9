import type { Watch } from '@earmark/db'

/** A watch as it is answered: its schedule in the form in which it was asked for. */
export function describeWatch({ everyS, cron, timeZone, ...watch }: Watch) {
  const byClock = cron === null ? null : { cron, timeZone }
  return { ...watch, schedule: everyS === null ? byClock : { everyS } }
}
