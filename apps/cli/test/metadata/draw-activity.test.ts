import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Activity, layOutActivity } from '@earmark/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawActivity } from '../../src/commands/metadata/activity/draw-activity.js'
import { renderPng } from '../../src/commands/metadata/activity/render-png.js'

const run = promisify(execFile)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-activity-'))
})
afterAll(() => rm(folder, { recursive: true }))

const heard = (site: string | null, at: string, detectedS: number, recordedS = 3600) => ({
  ...{ site, at, detectedS, recordedS },
  detections: 1,
})

function draw(items: Activity['items'], by: 'hour' | 'date' = 'hour'): string {
  const grid = layOutActivity(items, by)
  return drawActivity({ grid, by, title: '“rain” by hour of the day', notes: ['UTC'] })
}

const textsOf = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)

/** Its pixels as ffmpeg reads them: rows of red, green and blue. */
async function readPng(bytes: Uint8Array) {
  const file = join(folder, 'picture.png')
  await writeFile(file, bytes)
  const probe = ['-v', 'error', '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0']
  const { stdout: said } = await run('ffprobe', [...probe, file])
  const [codec, width, height] = said.trim().split(',')
  const raw = ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
  const options = { encoding: 'buffer', maxBuffer: 1e9 } as const
  const { stdout: pixels } = await run('ffmpeg', raw, options)
  return { codec, width: Number(width), height: Number(height), pixels }
}

test('a picture names sites and times, and what share of what was recorded holds the label', () => {
  const svg = draw([heard('Pond & "weir"', '05', 1800), heard(null, '05', 0), heard(null, '23', 9)])
  const texts = textsOf(svg)
  expect(texts).toEqual(
    expect.arrayContaining(['“rain” by hour of the day', 'UTC', 'Pond &amp; &quot;weir&quot;']),
  )
  expect(texts).toEqual(expect.arrayContaining(['no site', 'all sites', 'nothing recorded']))
  expect(texts).toEqual(expect.arrayContaining(['00', '03', '06', '09', '12', '15', '18', '21']))
  // Half of one hour at one site, a thousandth of two hours at the other, and so a sixth of all three.
  expect(texts).toEqual(
    expect.arrayContaining(['50 % of 1.0 h', '0.1 % of 2.0 h', '17 % of 3.0 h']),
  )
  expect(texts).toContain('50 % of what was recorded then')
})

test('where nothing was recorded is told from where nothing was heard', () => {
  const [none, silent, loud] = [
    draw([heard('a', '00', 0), heard('a', '01', 60)]),
    draw([heard('a', '00', 0), heard('a', '01', 0)]),
    draw([heard('a', '00', 60), heard('a', '01', 60)]),
  ].map((svg) => svg.match(/url\(#none\)/g)!.length)
  // 22 hours, and the legend.
  expect([none, silent, loud]).toEqual([23, 23, 23])
  expect(textsOf(draw([heard('a', '00', 0)]))).toContain('not detected there')
})

test('names of days do not run into each other, however many days there are', () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      heard('a', new Date(Date.UTC(2024, 0, 15) + n * 86_400_000).toISOString().slice(0, 10), n),
    )
  for (const count of [1, 20, 90, 400, 3_000]) {
    const svg = draw(days(count), 'date')
    const named = [...svg.matchAll(/<text x="(\d+)" y="\d+" fill="#655d52">([\d-]+)<\/text>/g)]
    expect(named[0]![2]).toBe('2024-01-15')
    const ends = named.map(([, x, name]) => ({ from: Number(x), to: Number(x) + 7 * name!.length }))
    for (const [at, { from }] of ends.entries()) {
      if (at > 0) expect(from).toBeGreaterThan(ends[at - 1]!.to)
    }
  }
})

test('the picture is a PNG of two pixels a unit, with all of its texts', async () => {
  const svg = draw([heard('Wald-Süd', '05', 1800), heard('Пруд', '06', 60)])
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number)
  const picture = await readPng(await renderPng(svg))
  expect(picture).toMatchObject({ codec: 'png', width: 2 * width!, height: 2 * height! })
  // What is left where its texts are taken out has fewer dark pixels: they were drawn, each site's name, too.
  const darkOf = ({ pixels }: { pixels: Buffer }) =>
    pixels.filter((value, at) => at % 3 === 0 && value < 0x80).length
  const dark = darkOf(picture)
  for (const text of ['“rain” by hour of the day', 'Wald-Süd', 'Пруд', '50 % of 1.0 h']) {
    const without = await readPng(await renderPng(svg.replace(`>${text}<`, '><')))
    expect(dark - darkOf(without), text).toBeGreaterThan(100)
  }
})
