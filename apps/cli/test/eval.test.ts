import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { labelsOfFolders } from '../src/commands/eval/labels-of-folders.js'
import { measureQuality } from '../src/commands/eval/measure-quality.js'
import { runEarmark } from './run-earmark.js'

const demo = fileURLToPath(new URL('../../../demo/', import.meta.url))

let folder: string
let single: [string, string][]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-eval-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const truth: Record<string, { label: string }[]> = JSON.parse(
    await readFile(join(demo, 'truth.json'), 'utf8'),
  )
  single = Object.entries(truth)
    .filter(([, events]) => events.length === 1)
    .map(([file, [event]]) => [file, event?.label ?? ''])
})

async function writeList(): Promise<string> {
  const rows = single.map(([file, label], at) => `"${file}",${(at % 5) + 1},${label}\n`)
  const list = join(folder, 'labels.csv')
  await writeFile(list, `filename,fold,category\n${rows.join('')}`)
  return list
}

test('measures the demo archive from a list, with a picture and a CSV of what was confused', async () => {
  const args = ['eval', demo, '--labels-from', await writeList(), '-t', 'Sound of {}', '--json']
  const output = join(folder, 'out')
  const run = await runEarmark([...args, '-o', output])
  expect(run.code).toBe(0)
  const report = JSON.parse(run.stdout)
  expect(report).toMatchObject({ model: 'clap-mini', examples: 30, accuracy: 1, failures: [] })
  expect(report.meanAveragePrecision).toBeCloseTo(1, 10)
  const csv = await readFile(join(output, 'confusion.csv'), 'utf8')
  expect(csv.trimEnd().split('\n')).toHaveLength(31)
  const svg = await readFile(join(output, 'confusion.svg'), 'utf8')
  expect(svg).toContain('clap-mini: accuracy 1.000')
})

test('takes only the files of a fold', async () => {
  const run = await runEarmark([
    ...['eval', demo, '--labels-from', await writeList(), '--fold', '2', '--json'],
  ])
  expect(JSON.parse(run.stdout).examples).toBe(6)
})

test('takes folders as labels, and tells of files that cannot be heard', async () => {
  for (const [file, label] of single.slice(0, 4)) {
    const dir = join(folder, label.replaceAll(' ', '_'))
    await mkdir(dir, { recursive: true })
    await cp(join(demo, file), join(dir, file.split('/').at(-1)!))
    await writeFile(join(dir, 'broken.wav'), 'no audio')
  }
  const run = await runEarmark(['eval', folder, '-t', 'Sound of {}'])
  expect(run.code).toBe(3)
  expect(run.stdout).toContain('accuracy 1.000, mAP 1.000, 4 files, 4 labels, clap-mini')
  expect(run.stderr).toContain('broken.wav')
})

test('leaves the numbers of folders out of the labels, and says so', async () => {
  for (const [at, [file, label]] of single.slice(0, 4).entries()) {
    const dir = join(folder, `${String(at + 1).padStart(3, '0')} - ${label}`)
    await mkdir(dir, { recursive: true })
    await cp(join(demo, file), join(dir, file.split('/').at(-1)!))
  }
  await mkdir(join(folder, 'meta'))
  const run = await runEarmark(['eval', folder, '-t', 'Sound of {}', '--json'])
  const labels = single.slice(0, 4).map(([, label]) => label)
  expect(JSON.parse(run.stdout).labels).toEqual([...labels].sort())
  expect(run.stderr).toContain(
    `The numbers of folders are no part of their labels: "001 - ${labels[0]}" is asked for as "${labels[0]}".`,
  )
})

test.each([
  [
    ['001 - Dog bark', '002 - Rain'],
    ['Dog bark', 'Rain'],
  ],
  [
    ['001 - Dog bark', 'clapping'],
    ['Dog bark', 'clapping'],
  ],
  [
    ['1_dog', '2.rain', '03) wind', '4 sea', '5-cat'],
    ['dog', 'rain', 'wind', 'sea', 'cat'],
  ],
  [
    ['4-stroke engine', 'rain'],
    ['4-stroke engine', 'rain'],
  ],
  [
    ['1', '2'],
    ['1', '2'],
  ],
  [['sea_waves'], ['sea waves']],
])('folders %j are the labels %j', (folders, labels) => {
  expect(labelsOfFolders(folders)).toEqual(labels)
})

test('a classifier must know the labels', async () => {
  const model = fileURLToPath(
    new URL('../../../packages/core/test/fixtures/ast-tiny-random', import.meta.url),
  )
  const run = await runEarmark([
    ...['eval', demo, '--labels-from', await writeList(), '--model', model],
  ])
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('labels of its own')
})

test('average precision is that of scikit-learn, ties included', () => {
  const answer = (truth: number, first: number) => ({
    name: '',
    truth,
    probabilities: [first, 1 - first],
  })
  const answers = [answer(0, 0.9), answer(1, 0.8), answer(0, 0.7), answer(1, 0.7), answer(1, 0.1)]
  const { classes, accuracy, confusion } = measureQuality(['a', 'b'], answers)
  // Steps for a: recall 1/2 at precision 1, recall 1 at precision 2/4.
  expect(classes[0]?.averagePrecision).toBeCloseTo(0.5 * 1 + 0.5 * 0.5, 12)
  expect(accuracy).toBeCloseTo(3 / 5, 12)
  expect(confusion).toEqual([
    [2, 0],
    [2, 1],
  ])
})
