import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)
const ask = (...args: string[]) => home.ask(...args)

test('label sets are made in versions, listed and shown', async () => {
  const words = ['label-set', 'create', 'weather', '--labels']
  const first = JSON.parse(await ask(...words, 'rain, thunder', '--json'))
  expect(first).toMatchObject({ name: 'weather', version: 1 })
  const templates = ['--template', 'Sound of {}', '--template', '{}', '--background', 'silence']
  expect(await ask(...words, 'rain,thunder', ...templates)).toContain('weather@2, with 3 labels')
  const listed = JSON.parse(await ask('label-set', 'ls', '--name', 'weather', '--json'))
  expect(listed.map(({ version }: { version: number }) => version)).toEqual([2, 1])
  const shown = await ask('label-set', 'show', 'weather')
  expect(shown).toContain('weather@2')
  expect(shown).toMatch(/rain +Sound of rain \| rain\n/)
  expect(shown).toMatch(/silence \(background\)/)
  expect(await ask('label-set', 'show', 'weather@1')).not.toContain('silence')
})

test('a label is learned from moments, and finds what is like them', async () => {
  const file = join(home.folder, 'by-example.json')
  const thunder = { object: 's3://demo/nature/thunder.wav', startS: 0 }
  const labels = [{ name: 'that rumble', examples: [thunder] }, 'telephone ringing']
  await writeFile(file, JSON.stringify({ labels }))
  expect(await ask('label-set', 'create', 'learned', '--file', file)).toContain('learned@1')
  expect(await ask('label-set', 'show', 'learned')).toMatch(/that rumble +1 examples\n/)
  await ask('retag', 'learned', '--watch')
  const results = JSON.parse(await ask('results', '--label', 'that rumble', '--json'))
  expect(results[0]).toMatchObject({ key: 'nature/thunder.wav' })
})

test('what people say of a label is kept, listed and taken back', async () => {
  const object = 's3://demo/nature/wind.mp3'
  const place = [object, 'thunder']
  const set = ['--label-set', 'sounds']
  const said = await ask(
    'annotate',
    ...place,
    'wrong',
    ...set,
    '--at',
    '1',
    '--note',
    'wind',
    '--json',
  )
  expect(JSON.parse(said)).toMatchObject({ verdict: 'wrong', window: 0, note: 'wind' })
  expect(await ask('annotate', ...place, 'right', ...set)).toBe(
    `"thunder" is right for ${object}.\n`,
  )
  await ask('annotate', ...place, 'none', ...set, '--at', '1')
  const listed = JSON.parse(await ask('annotations', '--label', 'thunder', '--json'))
  expect(listed).toMatchObject([{ key: 'nature/wind.mp3', verdict: 'right' }])
  expect(await ask('annotations', ...set)).toContain('sounds@1')
  expect(await ask('annotate', ...place, 'none', ...set)).toContain('Nothing is said any more')
  expect(await ask('annotations')).toBe('Nobody has said anything yet.\n')
})

test('five moments of one object are five annotations, with who said them and when', async () => {
  const object = 's3://demo/scenes/a-day-in-95-seconds.ogg'
  const set = ['--label-set', 'sounds']
  for (const at of [5, 25, 45, 65, 85]) {
    await ask('annotate', object, 'thunder', 'right', ...set, '--at', String(at))
  }
  const listed = JSON.parse(await ask('annotations', '--label', 'thunder', '--json'))
  expect(listed).toHaveLength(5)
  expect(new Set(listed.map(({ window }: { window: number }) => window)).size).toBe(5)
  expect(await ask('annotations', ...set)).toMatch(/npm start +\d{4}-\d\d-\d\d \d\d:\d\d/)
})

test('what cannot be meant ends with 2, what is not there is named', async () => {
  const wrong = join(home.folder, 'wrong.json')
  await writeFile(wrong, '{"labels": "dog"}')
  const set = ['--label-set', 'sounds']
  const cases: [string[], number, string][] = [
    [['label-set', 'create', 'x'], 2, 'No labels'],
    [['label-set', 'create', 'x', '--file', wrong], 2, 'an object with a list of labels'],
    [['label-set', 'create', 'x', '--labels', 'a,a'], 2, 'labels[1] repeats labels[0]'],
    [['label-set', 'show', 'nothing'], 2, 'There is no label set "nothing"'],
    [['annotate', 's3://demo/x.wav', 'thunder', 'maybe', ...set], 2, 'Allowed choices are right'],
    [['annotate', 's3://demo/x.wav', 'thunder', 'right'], 2, '--label-set'],
    [['annotate', 's3://demo/no.wav', 'thunder', 'right', ...set], 1, 's3://demo/no.wav'],
    [['annotate', '1', 'no such label', 'right', ...set], 2, 'no such label'],
  ]
  for (const [args, code, message] of cases) {
    const answer = await run(...args)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code, stdout: '' })
  }
})

test('answers teach a label, which is published, detected and counted', async () => {
  await ask(
    'label-set',
    'create',
    'taught',
    '--labels',
    'thunder,siren',
    '--template',
    'Sound of {}',
  )
  const set = ['--label-set', 'taught']
  const say = (key: string, verdict: string) =>
    ask('annotate', `s3://demo/${key}`, 'thunder', verdict, ...set, '--at', '0')
  await say('nature/thunder.wav', 'right')
  await say('city/siren.ogg', 'wrong')
  await say('nature/wind.mp3', 'wrong')
  const trained = await ask('label-set', 'train', 'taught', 'thunder', '--precision', '0.9')
  expect(trained).toContain('Learned from 1 right and 2 wrong; 0 left out.')
  expect(trained).toContain('is of one recording: nothing can be held out to measure on')
  const report = JSON.parse(await ask('label-set', 'train', 'taught', 'thunder', '--json'))
  expect(report).toMatchObject({ measured: null, learnedFrom: { right: 1, wrong: 2 } })

  const publish = ['label-set', 'publish', 'taught', 'thunder', '--threshold', '0.5', '--watch']
  expect(await ask(...publish)).toMatch(/taught@2[\s\S]*thunder +1 +2 +0\.500/)
  const shown = await ask('label-set', 'show', 'taught')
  expect(shown).toContain('taught@2, each label a presence of its own')
  expect(shown).toMatch(/thunder +Sound of thunder, and 3 examples/)
  const found = ['detections', '--label-set', 'taught@2', '--label', 'thunder', '--json']
  const keys = JSON.parse(await ask(...found)).map(({ key }: { key: string }) => key)
  expect(keys).toContain('nature/thunder.wav')
  expect(keys).not.toContain('city/siren.ogg')

  const query = [
    'label-set',
    'prevalence',
    'taught@1',
    'thunder',
    '--sample',
    '5',
    '--by',
    'folder',
  ]
  const counted = await ask(...query)
  expect(counted).toMatch(/s3:\/\/demo\/nature\/ /)
  expect(counted).toMatch(/[\d,]+ more answers halve the interval/)
  expect(counted).toContain('to answer next')
  expect(JSON.parse(await ask(...query, '--json'))).toMatchObject({ label: 'thunder', answered: 3 })
})
