import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const demo = fileURLToPath(new URL('../../../demo/', import.meta.url))

let home: Home
const at = (...parts: string[]) => join(home.folder, ...parts)

beforeAll(async () => {
  home = await openHome(['--no-demo'])
  await mkdir(at('sounds', 'north'), { recursive: true })
  await mkdir(at('sounds', 'south'))
  await copyFile(join(demo, 'nature/thunder.wav'), at('sounds', 'north', '20240131_053000.wav'))
  await copyFile(join(demo, 'music/flute.wav'), at('sounds', 'south', '20240202_190000.wav'))
  await home.ask('upload', at('sounds'), 's3://archive')
  await home.ask(
    ...['tag', 's3://archive', '--labels', 'thunder,flute', '--label-set', 'two', '--watch'],
  )
  await writeFile(at('sites.csv'), 'prefix,site\nnorth/,North\nsouth/,South\n')
  await home.ask('metadata', 'import', at('sites.csv'), '--bucket', 'archive')
  await home.ask('calibrate', 'two', '--z', '0', '--watch')
})
afterAll(() => home.close())

test('activity is drawn by hour and by date, beside what is printed', async () => {
  const widths: number[] = []
  for (const by of ['hour', 'date']) {
    const file = at('pictures', `${by}.png`)
    const args = ['activity', '--label', 'thunder', '--by', by, '--png', file]
    const { code, stdout, stderr } = await home.run(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: `The picture is in ${file}.\n` })
    expect(stdout).toMatch(/^North +(05|2024-01-31) +1 /m)
    expect(stdout).toMatch(/^South +(19|2024-02-02) +0 /m)
    const png = await readFile(file)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    widths.push(png.readUInt32BE(16))
  }
  // 24 hours are wider than the three days from the first recording to the last.
  expect(widths[0]).toBeGreaterThan(widths[1]!)
})

test('where nothing was recorded no picture is written, and that is said', async () => {
  const args = ['--label', 'thunder', '--field', 'site=East', '--png', at('none.png')]
  const { code, stderr } = await home.run('activity', ...args)
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `There is nothing to draw: ${at('none.png')} was not written.\n`,
  })
  await expect(stat(at('none.png'))).rejects.toThrow('ENOENT')
})

test('a picture that cannot be written is named', async () => {
  await writeFile(at('file'), '')
  const args = ['activity', '--label', 'thunder', '--png', at('file', 'rain.png')]
  const { code, stderr } = await home.run(...args)
  expect(code).toBe(1)
  expect(stderr).toContain(at('file'))
})
