import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Activity, layOutActivity } from '@earmark/client'
import { writeWholeFile } from '../../../output/write-whole-file.js'
import type { ActivityOptions } from './activity-options.js'
import { describeUnshown } from './describe-unshown.js'
import { drawActivity } from './draw-activity.js'
import { renderPng } from './render-png.js'

/**
 * Writes the picture of an answer; where nothing was recorded there is none.
 *
 * @returns what became of it, as a line
 */
export async function writeActivity(
  path: string,
  activity: Activity,
  options: ActivityOptions,
): Promise<string> {
  const { label, by } = options
  if (activity.items.length === 0) return `There is nothing to draw: ${path} was not written.\n`
  const svg = drawActivity({
    grid: layOutActivity(activity.items, by),
    by,
    title: by === 'hour' ? `“${label}” by hour of the day` : `“${label}” by date`,
    notes: [describeQuestion(options), ...describeUnshown(activity)],
  })
  const png = await renderPng(svg)
  await mkdir(dirname(path), { recursive: true })
  await writeWholeFile(
    path,
    (async function* () {
      yield png
    })(),
  )
  return `The picture is in ${path}.\n`
}

/** What the picture is of, as it was asked for. */
function describeQuestion(options: ActivityOptions): string {
  const { labelSet, prefix, timeZone = 'UTC', recordedFrom, recordedTo, field = [] } = options
  return [
    timeZone,
    ...(labelSet === undefined ? [] : [`label set ${labelSet}`]),
    ...(prefix === undefined ? [] : [prefix]),
    ...(recordedFrom === undefined ? [] : [`from ${recordedFrom}`]),
    ...(recordedTo === undefined ? [] : [`before ${recordedTo}`]),
    ...field,
  ].join(' · ')
}
