import { describe, expect, test } from 'vitest'
import { readMetadataTable, toChunks } from '../../src/index.js'

const read = (text: string, name = 'sites.csv', maxRows = 3) =>
  readMetadataTable(toChunks(text), {
    name,
    isCsv: name.endsWith('.csv'),
    bucket: 'archive',
    maxRows,
  })

describe('a table of fields', () => {
  test('is CSV, whose empty cells say nothing', async () => {
    const text =
      '\ufeffkey,prefix,site,note\na.wav,,North,"a, ""b"""\n,field/,,\ns3://archive/b.wav,,,x\n'
    expect(await read(text)).toEqual({
      rows: [
        { key: 'a.wav', fields: { site: 'North', note: 'a, "b"' } },
        { prefix: 'field/', fields: {} },
        { key: 'b.wav', fields: { note: 'x' } },
      ],
      lines: [2, 3, 4],
    })
  })

  test('is NDJSON, whose null says that there is none', async () => {
    const text = '{"key":"a.wav","latitude":52.5,"site":null}\n\n{"prefix":"","wet":true}'
    expect(await read(text, 'sites.ndjson')).toEqual({
      rows: [
        { key: 'a.wav', fields: { latitude: 52.5, site: null } },
        { prefix: '', fields: { wet: true } },
      ],
      lines: [1, 3],
    })
  })

  test.each([
    [
      'site\nNorth\n',
      'Line 1 of sites.csv is malformed: it must name the columns, among them key or prefix',
    ],
    ['key,site\n,North\n', 'Line 2 of sites.csv is malformed: it must have a key or a prefix'],
    ['key,prefix\na,b\n', 'it must have a key or a prefix, and not both'],
    ['key\na,b\n', 'it has more cells'],
    ['key\ns3://other/a.wav\n', 's3://other/a.wav is not in the bucket archive'],
    ['key\n"a', 'it is no CSV'],
    ['key,x\na,1\n\na,2\n', 'Line 4 of sites.csv is malformed: it is of the same key as line 2.'],
    ['key\na\nb\nc\nd\n', 'sites.csv has more than 3 rows'],
    ['key,site\n', 'sites.csv has no rows.'],
    ['', 'sites.csv has no rows.'],
  ])('is refused with its line: %j', async (text, why) => {
    await expect(read(text)).rejects.toThrow(why)
    await expect(read(text)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test.each([
    ['{"key":1}', 'its key or prefix is no text'],
    ['{"key":"a","site":{"x":1}}', 'site is neither a text nor a number'],
    ['["a"]', 'Line 1 of sites.ndjson is malformed: it is no JSON object'],
    ['{', 'Line 1 of sites.ndjson is malformed: it is no JSON'],
  ])('is refused as NDJSON, with its line: %s', async (text, why) => {
    await expect(read(text, 'sites.ndjson')).rejects.toThrow(why)
  })
})
