import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  clip,
  goldenFile,
  makeAntiphase,
  makeTone,
  runEarmark,
  tinyModelDir,
} from './run-earmark.js'

type Score = { label: string; probability: number; similarity: number }
type Golden = {
  label_sets: Record<
    string,
    { labels: string[]; template: string; probabilities: Record<string, Record<string, number>> }
  >
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-classify-'))
})
afterAll(() => rm(folder, { recursive: true }))

test("gives the reference's probabilities for every label set of the golden data", async () => {
  const golden: Golden = JSON.parse(await readFile(goldenFile, 'utf8'))
  for (const { labels, template, probabilities } of Object.values(golden.label_sets)) {
    const run = await runEarmark([
      ...['classify', clip('chirp_5s'), '--model', tinyModelDir, '--json'],
      ...['--labels', labels.join(','), '--template', template],
    ])
    expect(run.stderr).toBe('')
    const { clip: scores }: { clip: Score[] } = JSON.parse(run.stdout)
    expect(scores.map((score) => score.label).sort()).toEqual([...labels].sort())
    for (const { label, probability } of scores) {
      expect(Math.abs(probability - probabilities.chirp_5s![label]!)).toBeLessThan(1e-4)
    }
  }
})

test('JSON has exactly the documented fields', async () => {
  const run = await runEarmark([
    ...['classify', clip('tone_1s'), '--labels', 'dog,rain', '--model', tinyModelDir, '--json'],
  ])
  expect(run.code).toBe(0)
  const answer = JSON.parse(run.stdout)
  expect(Object.keys(answer)).toEqual(['model', 'duration_s', 'heard_channel', 'windows', 'clip'])
  expect(answer.model).toBe('clap-tiny-random')
  expect(answer.duration_s).toBe(1)
  expect(answer.windows).toHaveLength(1)
  expect(Object.keys(answer.windows[0])).toEqual(['start_s', 'end_s', 'scores'])
  expect(Object.keys(answer.clip[0])).toEqual(['label', 'probability', 'similarity'])
  // One window: the clip's scores are the window's.
  expect(answer.clip).toEqual(answer.windows[0].scores)
})

test('stereo in antiphase is heard by its louder channel, and it is said', async () => {
  const path = join(folder, 'antiphase.wav')
  await makeAntiphase(path)
  const asked = ['classify', path, '--labels', 'silence,a tone', '--model', tinyModelDir]
  const answer = JSON.parse((await runEarmark([...asked, '--json'])).stdout)
  expect(answer.heard_channel).toBe(2)
  expect((await runEarmark(asked)).stdout).toContain(
    'The channels cancel each other in the mix: channel 2 was heard alone.',
  )
})

test('25 s are heard as 0–10, 10–20 and 20–25 s, and scores are sorted by probability', async () => {
  const path = join(folder, 'tone.flac')
  await makeTone(path, 25)
  const run = await runEarmark(['classify', path, '--labels', 'a,b,c,d,e', '--json'])
  const { model, duration_s, windows, clip } = JSON.parse(run.stdout)
  expect(model).toBe('clap-mini')
  expect(duration_s).toBe(25)
  expect(
    windows.map(({ start_s, end_s }: { start_s: number; end_s: number }) => [start_s, end_s]),
  ).toEqual([
    [0, 10],
    [10, 20],
    [20, 25],
  ])
  for (const scores of [clip, ...windows.map((window: { scores: Score[] }) => window.scores)]) {
    const probabilities = scores.map((score: Score) => score.probability)
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a))
    expect(probabilities.reduce((sum: number, p: number) => sum + p, 0)).toBeCloseTo(1, 9)
  }
})

test('overlapping windows start a hop apart', async () => {
  const path = join(folder, 'tone.wav')
  await makeTone(path, 12)
  const run = await runEarmark([
    ...['classify', path, '--labels', 'a,b', '--window', '6', '--hop', '3', '--json'],
  ])
  const { windows } = JSON.parse(run.stdout)
  expect(windows.map((window: { start_s: number }) => window.start_s)).toEqual([0, 3, 6])
})

test('finds the embedded model whatever the working directory', async () => {
  const run = await runEarmark(['classify', clip('click_100ms'), '--labels', 'click,rain'], {
    cwd: '/',
  })
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('clap-mini')
  expect(run.stdout).toMatch(/label .*probability .*similarity/)
})

test('reads labels from a file, with a byte order mark and Windows line ends', async () => {
  const labelsFile = join(folder, 'labels.txt')
  await writeFile(labelsFile, '\ufeffdog, small\r\n\r\nvacuum cleaner\r\n')
  const run = await runEarmark([
    ...['classify', clip('tone_1s'), '--labels-file', labelsFile, '--labels', 'rain', '--json'],
  ])
  const labels = JSON.parse(run.stdout).clip.map((score: Score) => score.label)
  expect(labels.sort()).toEqual(['dog, small', 'rain', 'vacuum cleaner'])
})

test('shows control characters of names and labels as escapes', async () => {
  const path = join(folder, 'a\u001b[31m\n.wav')
  await makeTone(path, 1)
  const run = await runEarmark(['classify', path, '--labels', 'dog,\u202egod'])
  expect(run.stdout).not.toContain('\u001b')
  expect(run.stdout).toContain('a\\u001b[31m\\n.wav')
  expect(run.stdout).toContain('\\u202egod')
})

test('wrong usage ends with 2 and a sentence that names the value', async () => {
  const wav = clip('tone_1s')
  const cases: [string[], string][] = [
    [['classify', wav], 'No labels'],
    [['classify', wav, '--labels', 'dog,dog'], 'labels[1] repeats labels[0]; received "dog"'],
    [['classify', wav, '--labels', 'dog,,rain'], 'labels[1] must not be empty'],
    [['classify', wav, '--labels', 'dog', '--template', 'Sound'], 'must contain {} exactly once'],
    [['classify', wav, '--labels', 'x'.repeat(10_000)], 'at most 300 characters'],
    [['classify', wav, '--labels', 'dog', '--window', '11'], '--window 11 is longer than the 10 s'],
    [['classify', wav, '--labels', 'dog', '--hop', 'soon'], 'It must be a number, at least 0.1.'],
    [['classify', wav, '--labels', 'dog', '--window', '5', '--hop', '6'], '--hop 6 is longer'],
    [['classify'], "missing required argument 'file'"],
    [['classify', wav, '--what'], "unknown option '--what'"],
    [['classify', folder, '--labels', 'dog'], 'is a folder: classify takes one file'],
    [['classify', 's3://bucket', '--labels', 'dog'], 'names a bucket, not an object'],
    [['klassify'], "unknown command 'klassify'"],
  ]
  const runs = await Promise.all(cases.map(([args]) => runEarmark(args)))
  runs.forEach((run, r) => {
    expect(run.stderr).toContain(cases[r]![1])
    expect(run.stderr).not.toContain('    at ')
    expect(run).toMatchObject({ code: 2, stdout: '' })
  })
})

test('a file that cannot be heard ends with 1 and says why', async () => {
  const text = join(folder, 'lies.wav')
  const empty = join(folder, 'empty.wav')
  await writeFile(text, 'this is no audio')
  await writeFile(empty, '')
  const cases: [string, string][] = [
    [join(folder, 'nowhere.wav'), 'there is no such file or folder'],
    [text, 'lies.wav'],
    [empty, 'empty.wav'],
  ]
  for (const [path, message] of cases) {
    const run = await runEarmark(['classify', path, '--labels', 'dog,rain'])
    expect(run.stderr).toContain(message)
    expect(run.stderr).not.toContain('    at ')
    expect(run).toMatchObject({ code: 1, stdout: '' })
  }
})

test('a folder that is no model is named', async () => {
  const run = await runEarmark(['classify', clip('tone_1s'), '--labels', 'a,b', '--model', folder])
  expect(run.code).toBe(1)
  expect(run.stderr).toContain(folder)
})
