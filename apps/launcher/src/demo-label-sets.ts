import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const truthSchema = z.record(
  z.string(),
  z.array(
    z.object({ label: z.string(), start_s: z.number().optional(), end_s: z.number().optional() }),
  ),
)

/** Path in demo/ → what is to be heard in it; a scene has several events with their times. */
export type Truth = z.infer<typeof truthSchema>

export async function readTruth(folder: string): Promise<Truth> {
  return truthSchema.parse(JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')))
}

/** The two questions that the demo archive is asked in one run. */
export function demoLabelSets(
  truth: Truth,
): { name: string; template: string; labels: string[] }[] {
  const labels = new Set(
    Object.values(truth)
      .filter((events) => events.length === 1)
      .map((events) => events[0]!.label),
  )
  return [
    { name: 'sounds', template: 'Sound of {}', labels: [...labels] },
    { name: 'kinds', template: 'Sound of {}', labels: kinds },
  ]
}

const kinds = [
  'birds and frogs',
  'people talking',
  'musical instruments and drums',
  'wind and thunder',
  'train and siren',
  'ringing bells',
  'electronic beeps',
  'footsteps and breaking glass',
]
