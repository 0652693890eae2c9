import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const golden = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/', import.meta.url),
)

type Golden = {
  label_sets: Record<
    string,
    { labels: string[]; template: string; probabilities: Record<string, Record<string, number>> }
  >
}

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

const ask = (...args: string[]) => home.ask(...args)

test('new words are asked of what was heard before, without decoding it again', async () => {
  const run = await home.run(
    ...['tag', 's3://demo', '--labels', 'glass,water,engine', '--template', 'Sound of {}'],
    ...['--label-set', 'materials', '--watch', '--json'],
  )
  expect(run.code).toBe(0)
  expect(run.stderr).toContain('31 of 31')
  expect(JSON.parse(run.stdout)).toMatchObject({
    state: 'completed',
    counts: { found: 31, done: 0, skipped: 31, failed: 0 },
  })
  const results = JSON.parse(await ask('results', '--label', 'glass', '--json'))
  expect(results).toHaveLength(31)
  expect(results[0]).toMatchObject({ key: 'home/glass-break.opus', labelSet: 'materials' })
})

test("the golden clips, through S3, queue and Postgres, have the reference's probabilities", async () => {
  const folder = join(home.folder, 'clips')
  const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s', 'silence_2s', 'click_100ms']
  await mkdir(folder)
  for (const clip of clips) {
    await copyFile(join(golden, `audio/${clip}.wav`), join(folder, `${clip}.wav`))
  }
  await ask('upload', folder, 's3://golden')
  const { label_sets }: Golden = JSON.parse(
    await readFile(join(golden, 'golden_mini.json'), 'utf8'),
  )
  for (const [name, { labels, template, probabilities }] of Object.entries(label_sets)) {
    await ask(
      ...['tag', 's3://golden', '--labels', labels.join(','), '--template', template],
      ...['--label-set', name, '--watch'],
    )
    const rows = JSON.parse(
      await ask(
        ...['sql', '--json'],
        `select key, label, probability from earmark.results where bucket = 'golden' and label_set = '${name}'`,
      ),
    )
    expect(rows).toHaveLength(clips.length * labels.length)
    for (const { key, label, probability } of rows) {
      const expected = probabilities[key.replace('.wav', '')]![label]!
      expect(Math.abs(probability - expected)).toBeLessThan(1e-4)
    }
  }
})
