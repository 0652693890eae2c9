import { describe, expect, test } from 'vitest'
import { readTable } from '../../src/commands/metadata/read-table.js'

async function read(text: string, name = 'sites.csv') {
  const rows = []
  const chunks = (async function* () {
    yield Buffer.from(text)
  })()
  const table = { name, isCsv: name.endsWith('.csv'), bucket: 'archive' }
  for await (const row of readTable(chunks, table)) rows.push(row)
  return rows
}

describe('a table of fields', () => {
  test('is CSV, whose empty cells say nothing', async () => {
    const text =
      '\ufeffkey,prefix,site,note\na.wav,,North,"a, ""b"""\n,field/,,\ns3://archive/b.wav,,,x\n'
    expect(await read(text)).toEqual([
      { line: 2, row: { key: 'a.wav', fields: { site: 'North', note: 'a, "b"' } } },
      { line: 3, row: { prefix: 'field/', fields: {} } },
      { line: 4, row: { key: 'b.wav', fields: { note: 'x' } } },
    ])
  })

  test('is NDJSON, whose null says that there is none', async () => {
    const text = '{"key":"a.wav","latitude":52.5,"site":null}\n\n{"prefix":"","wet":true}'
    expect(await read(text, 'sites.ndjson')).toEqual([
      { line: 1, row: { key: 'a.wav', fields: { latitude: 52.5, site: null } } },
      { line: 3, row: { prefix: '', fields: { wet: true } } },
    ])
  })

  test.each([
    ['site\nNorth\n', 'must name the columns, among them key or prefix'],
    ['key,site\n,North\n', 'Line 2 of sites.csv: it must have a key or a prefix'],
    ['key,prefix\na,b\n', 'Line 2 of sites.csv: it must have a key or a prefix, and not both'],
    ['key\na,b\n', 'Line 2 of sites.csv has more cells'],
    ['key\ns3://other/a.wav\n', 's3://other/a.wav is not in the bucket archive'],
    ['key\n"a', 'it is no CSV'],
  ])('is refused with its line: %j', async (text, why) => {
    await expect(read(text)).rejects.toThrow(why)
  })

  test.each([
    ['{"key":1}', 'its key or prefix is no text'],
    ['{"key":"a","site":{"x":1}}', 'site is neither a text nor a number'],
    ['["a"]', 'Line 1 of sites.ndjson is no JSON object'],
    ['{', 'Line 1 of sites.ndjson is no JSON'],
  ])('is refused as NDJSON, with its line: %s', async (text, why) => {
    await expect(read(text, 'sites.ndjson')).rejects.toThrow(why)
  })
})
