import { findFreePort } from '@earmark/testing'
import { expect, test } from 'vitest'
import { runHere } from './run-earmark.js'

test('what is wrong is said with what to do, each thing in a line, and not as a defect', async () => {
  const port = await findFreePort()
  const { code, stdout, stderr } = await runHere(['doctor'], {
    EARMARK_API_URL: `http://127.0.0.1:${port}`,
    EARMARK_API_KEY: 'em_none',
    DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/nothing`,
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    EARMARK_MODEL: '/nonexistent',
    FFMPEG_PATH: '/nonexistent/ffmpeg',
  })
  expect(code).toBe(1)
  expect(stderr).toBe('')
  for (const what of ['API', 'Postgres', 'S3', 'ffmpeg', 'Model']) {
    expect(stdout).toMatch(new RegExp(`^✗ ${what} `, 'm'))
  }
  expect(stdout).toContain('npm start')
  expect(stdout).toMatch(/^5 of 6 are wrong\.$/m)
})

test('as JSON, each finding has its state', async () => {
  const { code, stdout } = await runHere(['doctor', '--json'], {})
  expect(code).toBe(1)
  const findings = JSON.parse(stdout)
  expect(findings).toContainEqual(expect.objectContaining({ what: 'ffmpeg', state: 'right' }))
  expect(findings).toContainEqual(expect.objectContaining({ what: 'Postgres', state: 'unknown' }))
  expect(findings).toContainEqual(expect.objectContaining({ what: 'API', state: 'wrong' }))
})
