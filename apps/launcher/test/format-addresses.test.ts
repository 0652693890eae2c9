import { createStyle } from '@earmark/terminal'
import { expect, test } from 'vitest'
import { formatAddresses } from '../src/format-addresses.js'

const addresses = {
  apiUrl: 'http://127.0.0.1:8080',
  apiKey: 'key',
  signInCode: 'code',
  databaseUrl: 'postgres://here/earmark',
  s3Endpoint: 'http://127.0.0.1:9000',
  connectionFile: '.earmark/connection.json',
  hasOwnLabels: false,
}
const plain = createStyle(false)

test('with the demo archive, what is suggested asks for what is in it', () => {
  const text = formatAddresses({ ...addresses, demoUrl: 's3://demo/' }, plain)
  expect(text).toContain('npx earmark tag s3://demo/ ')
  expect(text).toMatch(/Addresses\n {2}Page {6}http:\/\/127\.0\.0\.1:8080\/sign-in\?code=code /)
  expect(text).toContain("label = 'thunder'")
})

test('without it, nothing is suggested that only the demo archive could answer', () => {
  const text = formatAddresses({ ...addresses, demoUrl: null, home: '/data/home' }, plain)
  expect(text).not.toMatch(/demo|thunder|glass/)
  const commands = text.split('\n').filter((line) => line.includes('npx earmark'))
  expect(commands.map((line) => line.split('npx earmark ')[1]?.split(' ')[0])).toEqual([
    'upload',
    'tag',
    'results',
    'sql',
  ])
  expect(commands.every((line) => line.startsWith('  EARMARK_HOME=/data/home '))).toBe(true)
})

test.each([
  ['s3://demo/', ['results', 'sql']],
  [null, ['upload', 'tag', 'results', 'sql']],
])(
  'where the model has labels of its own, no others are asked for (demo: %s)',
  (demoUrl, asked) => {
    const text = formatAddresses({ ...addresses, demoUrl, hasOwnLabels: true }, plain)
    expect(text).not.toMatch(/kinds|thunder|glass|--labels|--template/)
    const commands = [...text.matchAll(/npx earmark (\S+)/g)].map(([, command]) => command)
    expect(commands).toEqual(asked)
  },
)
