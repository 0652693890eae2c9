import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runEarmark } from '../run-earmark.js'

const execute = promisify(execFile)
const demo = (name: string) => fileURLToPath(new URL(`../../../../demo/${name}`, import.meta.url))

let folder: string
let audio: string

/** Sounds of five seconds, one after another at 0, 10 and 20 s, with silence between. */
async function compose(name: string, sounds: string[]): Promise<void> {
  const inputs = sounds.flatMap((sound) => ['-i', demo(sound)])
  const parts = sounds.map(
    (_, at) =>
      `[${at}:a]aresample=48000,aformat=channel_layouts=mono,atrim=0:5,apad=whole_dur=10[s${at}]`,
  )
  const graph = `${parts.join(';')};${sounds.map((_, at) => `[s${at}]`).join('')}concat=n=${sounds.length}:v=0:a=1`
  await execute('ffmpeg', [
    '-v',
    'error',
    '-y',
    ...inputs,
    '-filter_complex',
    graph,
    join(audio, name),
  ])
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-timed-'))
  audio = join(folder, 'audio')
  await mkdir(join(audio, 'north'), { recursive: true })
  await compose('north/Dämmerung.flac', ['city/siren.ogg', 'nature/thunder.wav', 'music/flute.wav'])
  await compose('b.wav', ['nature/thunder.wav', 'city/siren.ogg'])
  await compose('c.wav', ['music/flute.wav', 'nature/thunder.wav'])
  await compose('nobody-listened.wav', ['music/flute.wav'])
  const raven = [
    'Selection\tBegin Time (s)\tEnd Time (s)\tBegin Path\tAnnotation',
    '1\t0\t5\tD:\\field\\north\\D\u00e4mmerung.wav\tSirene',
    '2\t10\t15\tD:\\field\\north\\D\u00e4mmerung.wav\tthunder',
    '3\t20\t25\tD:\\field\\north\\D\u00e4mmerung.wav\tflute',
    '4\t900\t901\tD:\\field\\north\\D\u00e4mmerung.wav\tflute',
    '5\t3\t2\tD:\\field\\north\\D\u00e4mmerung.wav\tflute',
    '6\t1\t2\tD:\\field\\lost.wav\tflute',
  ]
  await writeFile(join(folder, 'raven.txt'), `\ufeff${raven.join('\r\n')}\r\n`)
  await mkdir(join(folder, 'tracks'))
  await writeFile(join(folder, 'tracks/b.txt'), '0\t5\tthunder\n10\t15\tsiren\n12\t12.2\tclick\n')
  await writeFile(join(folder, 'clips.csv'), 'file,labels\nc.wav,flute;thunder\n')
  await writeFile(join(folder, 'map.csv'), 'theirs,ours\nSirene,siren\nclick,\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (...args: string[]) => runEarmark(['eval', ...args], { cwd: folder })
const withTimes = [
  'audio',
  '--annotations',
  'raven.txt',
  'tracks',
  '--map',
  'map.csv',
  '-t',
  'Sound of {}',
]

test('compares what was heard with tables of several kinds, and says what it left out', async () => {
  const { code, stdout, stderr } = await run(
    ...withTimes,
    '--json',
    '-o',
    'out',
    '--curves',
    'c.svg',
  )
  const report = JSON.parse(stdout)
  expect(report).toMatchObject({
    ...{ model: 'clap-mini', score: 'probability', windowS: 10, hopS: 10, minOverlap: 0.1 },
    ...{ recordings: 2, windows: 5, annotations: 5, failures: [] },
    confusion: { labels: ['flute', 'siren', 'thunder'], windows: 5 },
  })
  expect(report.confusion.counts).toEqual([
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 2],
  ])
  expect(report.labels[2]).toMatchObject({ label: 'thunder', positives: 2, negatives: 3 })
  expect(report.labels[2].averagePrecision).toEqual({ value: 1, interval: { low: 1, high: 1 } })
  expect(report.labels[0].averagePrecision).toEqual({ value: 1, interval: null })
  expect(report.mean.averagePrecision.value).toBe(1)
  const counts = report.leftOut.map(({ reason, count }: Record<string, unknown>) => [reason, count])
  expect(counts).toEqual([
    ['impossible-time', 1],
    ['no-file', 1],
    ['beyond-the-end', 1],
    ['ignored', 1],
  ])
  // A recording that is not there is a failure of part of it.
  expect(code).toBe(3)
  expect(stderr).toContain('1 row has an impossible time, such as line 6 of raven.txt (3 to 2): ')
  expect(stderr).toContain('1 row is of a recording that is not there, such as D:\\field\\lost.wav')
  expect(stderr).toContain('1 row begins after the end of its recording, such as line 5')

  const read = (name: string) => readFile(join(folder, name), 'utf8')
  expect(await read('c.svg')).toContain('clap-mini: mAP 1.000')
  expect(await read('out/curves.svg')).toBe(await read('c.svg'))
  expect((await read('c.csv')).split('\n')[0]).toBe('label,threshold,precision,recall')
  expect(await read('out/figures.csv')).toContain('\nmean of the labels,,,,1,')
  expect(await read('out/confusion.csv')).toBe(
    'true,flute,siren,thunder\nflute,1,0,0\nsiren,0,2,0\nthunder,0,0,2\n',
  )
  expect(await read('out/confusion.svg')).toContain('5 windows with one label')
  expect(JSON.parse(await read('out/results.json'))).toEqual(report)
})

test('asks for other labels than theirs, in other windows, ranked by similarity', async () => {
  const args = [
    ...withTimes,
    '-l',
    'thunder,flute,rain',
    '--window',
    '5',
    '--score',
    'similarity',
    '--json',
  ]
  const { stdout, stderr } = await run(...args)
  const report = JSON.parse(stdout)
  expect(report).toMatchObject({ score: 'similarity', windowS: 5, windows: 10 })
  expect(
    report.labels.map(({ label, positives }: Record<string, unknown>) => [label, positives]),
  ).toEqual([
    ['thunder', 2],
    ['flute', 1],
    ['rain', 0],
  ])
  expect(report.labels[2]).toMatchObject({ averagePrecision: null, threshold: null })
  expect(stderr).toContain('2 rows have labels that are not asked for, such as siren: left out')
})

test('takes several labels a clip, whose windows all have them, and one label by similarity', async () => {
  const clips = await run('audio', '--annotations', 'clips.csv')
  expect(clips).toMatchObject({ code: 0, stderr: '' })
  expect(clips.stdout).toMatch(/flute +2 .*\nthunder +2 /)
  expect(clips.stdout).toContain('1 recording, 2 windows of 10 s, ranked by probability')
  const one = await run('audio', '--annotations', 'tracks', '-l', 'thunder')
  expect(one.stdout).toContain('ranked by similarity')
})

test.each([
  [['audio', '--annotations', 'missing.txt'], 'There is no table missing.txt.'],
  [['audio', '--annotations', 'map.csv'], 'it has the columns "theirs", "ours", and needs times'],
  [['tracks', '--annotations', 'tracks'], 'There is no audio to be found in'],
  [['audio', '--annotations', 'raven.txt', '--label-column', 'Kind'], 'needs times and "Kind"'],
  [['audio', '--annotations', 'tracks', '--map', 'clips.csv', '--min-overlap', '2'], '0 to 1'],
  [['audio', '--annotations', 'tracks', '--fold', '1'], 'with --annotations, leave them out'],
  [['audio', '--annotations', 'tracks', '--label-set', 'x'], '--label-set goes with --archive'],
  [['audio', '--annotations', 'tracks', '--curves', 'x.png'], 'It must end in .svg.'],
  [['audio', '--map', 'map.csv'], '--map goes with --annotations'],
  [['--annotations', 'tracks'], 'Name a folder of audio, or --archive s3://bucket/prefix'],
  [['--archive', 's3://a/b', '--annotations', 'x', '--hop', '1'], '--hop is for audio in a folder'],
])('what cannot be meant ends with 2: %j', async (args, message) => {
  const { code, stdout, stderr } = await run(...args)
  expect(stderr).toContain(message)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('tables of other recordings, and a map that contradicts itself, are refused', async () => {
  await writeFile(join(folder, 'other.txt'), '1\t2\tdog\n')
  expect((await run('audio', '--annotations', 'other.txt')).stderr).toContain(
    'None of the 4 recordings that there are is named by the tables, which name ',
  )
  await writeFile(join(folder, 'twice.csv'), 'dog,bark\nDog,howl\n')
  const twice = await run('audio', '--annotations', 'tracks', '--map', 'twice.csv')
  expect(twice.stderr).toContain('says of Dog what an earlier line does not')
})
