import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))

test('bench:query ends with a line of figures, and finds in a small archive all that there is', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'bench/query/main.ts', '--windows', '2000', '--queries', '5'],
    { cwd: repository, env: { PATH: process.env.PATH } },
  )
  const figures = JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
  expect(figures).toMatchObject({
    windows: 2000,
    score_50_labels_s: expect.any(Number),
    score_1_label_s: expect.any(Number),
    retag_write_rows_per_s: expect.any(Number),
    search_p50_ms: expect.any(Number),
    search_p99_ms: expect.any(Number),
    recall_at_10: 1,
    filtered_recall_at_10: 1,
    filtered_fill: 1,
    results_p99_ms: expect.any(Number),
    review_p99_ms: expect.any(Number),
  })
  expect(figures.bytes_per_window).toBeGreaterThan(1024)
  expect(figures.bytes_per_window).toBeLessThan(1300)
})

test('bench:query compares an index over signs, and says how much of what is nearest it finds', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--import', 'tsx', 'bench/query/main.ts', '--windows', '2000', '--queries', '3'],
      ...['--compare-indexes', '--index', 'signs, m = 8'],
    ],
    { cwd: repository, env: { PATH: process.env.PATH } },
  )
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  expect(lines).toHaveLength(1)
  const { index, bytes_per_window, searches } = JSON.parse(lines[0]!)
  expect(index).toBe('signs, m = 8')
  expect(bytes_per_window).toBeLessThan(300)
  expect(searches).toHaveLength(20)
  // All windows are candidates, so that nothing is missed, whatever is taken off.
  const ofAll = searches.filter((search: { candidates: number }) => search.candidates > 2000)
  expect(ofAll).toHaveLength(10)
  for (const search of ofAll) expect(search).toMatchObject({ recall_at_10: 1, filled: 1 })
})
