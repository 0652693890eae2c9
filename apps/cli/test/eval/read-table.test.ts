import { expect, test } from 'vitest'
import { createLeftOutCounter } from '../../src/commands/eval/annotations/left-out.js'
import { readTable, type TableOptions } from '../../src/commands/eval/annotations/read-table.js'

async function read(text: string | Buffer, name = 'north.txt', options: TableOptions = {}) {
  const leftOut = createLeftOutCounter()
  const rows = await readTable(Buffer.from(text), name, options, leftOut)
  const short = rows.map(({ file, startS, endS, label }) => [file, startS, endS, label])
  return { rows: short, leftOut: leftOut.list() }
}

const raven = (rows: string[], head = 'Selection\tBegin Time (s)\tEnd Time (s)\tAnnotation') =>
  [head, ...rows].join('\n')

test('Raven: the table stands for its recording, quotes are ordinary, an empty cell is no label', async () => {
  const { rows, leftOut } = await read(raven(['1\t1.5\t3\t"wet" 5" drop', '2\t4\t5\t', '']))
  expect(rows).toEqual([['north.txt', 1.5, 3, '"wet" 5" drop']])
  expect(leftOut).toEqual([{ reason: 'no-label', count: 1, examples: ['line 3 of north.txt'] }])
})

test('Raven: files that were open together have their own times by the offset', async () => {
  const head = 'Begin Time (s)\tEnd Time (s)\tBegin Path\tFile Offset (s)\tBegin File\tSpecies'
  const { rows } = await read(raven(['130\t132.5\tC:\\data\\b.wav\t10\tb.wav\tAMRO'], head))
  expect(rows).toEqual([['C:\\data\\b.wav', 10, 12.5, 'AMRO']])
})

test('Raven: another column has the labels where people say so', async () => {
  const head = 'Begin Time (s)\tEnd Time (s)\tSpecies\tCall Type'
  const options = { labelColumn: 'call type' }
  const { rows } = await read(raven(['1\t2\tAMRO\tsong'], head), 'a.txt', options)
  expect(rows).toEqual([['a.txt', 1, 2, 'song']])
})

test('Audacity: labels between tabs, without the lines of frequencies', async () => {
  const { rows } = await read('0.5\t2.25\tgrüne Düne 鳥\r\n\\\t100.0\t900.0\r\n3\t3\t\r\n')
  expect(rows).toEqual([['north.txt', 0.5, 2.25, 'grüne Düne 鳥']])
})

test('an empty track, and a table without rows, say that there is nothing', async () => {
  expect((await read('')).rows).toEqual([['north.txt', 0, 0, null]])
  expect((await read(raven([]))).rows).toEqual([['north.txt', 0, 0, null]])
})

test('BirdNET: the common name, as sure as is asked for; nocall is nothing', async () => {
  const text =
    '\ufeffStart (s),End (s),Scientific name,Common name,Confidence,File\r\n0.0,3.0,Turdus merula,"Blackbird, Eurasian",0.91,a.wav\r\n3.0,6.0,Turdus merula,Blackbird,0.2,a.wav\r\n6,9,,nocall,1,a.wav\r\n'
  const { rows, leftOut } = await read(text, 'a.csv', { minConfidence: 0.5 })
  expect(rows).toEqual([
    ['a.wav', 0, 3, 'Blackbird, Eurasian'],
    ['a.wav', 3, 6, null],
    ['a.wav', 6, 9, null],
  ])
  expect(leftOut).toMatchObject([{ reason: 'low-confidence', count: 1 }])
})

test('CSV: a file, times and a label in each row, also with semicolons or in UTF-16', async () => {
  const expected = [['a b.wav', 1, 2, 'dog, barking']]
  expect((await read('file,start,end,label\na b.wav,1,2,"dog, barking"\n')).rows).toEqual(expected)
  expect((await read('file;start_s;end_s;label\na b.wav;1;2;dog, barking')).rows).toEqual(expected)
  const wide = Buffer.from(
    '\ufefffile\tstart\tend\tlabel\na b.wav\t1\t2\tdog, barking\n',
    'utf16le',
  )
  expect((await read(wide)).rows).toEqual(expected)
})

test('CSV: several labels a clip, or none', async () => {
  const { rows } = await read('file,labels\na.wav,dog; rain;\nb.wav,\n', 'clips.csv')
  expect(rows).toEqual([
    ['a.wav', 0, Infinity, 'dog'],
    ['a.wav', 0, Infinity, 'rain'],
    ['b.wav', 0, Infinity, null],
  ])
})

test('times that cannot be are counted, with the first of them', async () => {
  const times = ['3,2', 'NaN,2', '-1,2', ',', '1,Infinity', '0x1,2', '1e999,2', '1,1e999']
  const text = `file,start,end,label\n${times.map((pair) => `a.wav,${pair},dog\n`).join('')}a.wav,1,2,dog\n`
  const { rows, leftOut } = await read(text, 'x/times.csv')
  expect(rows).toEqual([['a.wav', 1, 2, 'dog']])
  expect(leftOut).toEqual([
    {
      reason: 'impossible-time',
      count: 8,
      examples: [
        'line 2 of times.csv (3 to 2)',
        'line 3 of times.csv (NaN to 2)',
        'line 4 of times.csv (-1 to 2)',
      ],
    },
  ])
})

test.each([
  ['a,b,c\n1,2,3\n', 'it has the columns "a", "b", "c", and needs times and a label'],
  ['start,label\n1,dog\n', 'it has the columns "start", "label"'],
  [raven(['1\t2\t3'], 'Selection\tBegin Time (s)\tEnd Time (s)'), '"End Time (s)", and needs'],
  ['PK\u0003\u0004\0\0', 'is no table of text'],
  ['file,start,end,label\n"a,1,2,dog', 'it is no CSV'],
])('a table of no known form is refused with what it has: %j', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message)
})

test('a hundred thousand rows are read', async () => {
  const text = `file,start,end,label\n${Array.from({ length: 100_000 }, (_, at) => `f${at % 7}.wav,${at},${at + 1},dog\n`).join('')}`
  expect((await read(text)).rows).toHaveLength(100_000)
})
