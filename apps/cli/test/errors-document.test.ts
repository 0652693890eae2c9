import { httpCodes } from '@earmark/contract'
import { errorCodes } from '@earmark/core'
import { expect, test } from 'vitest'

test('docs/errors.md says what the code says', async () => {
  const rows = errorCodes.map(
    ({ code, permanent, meaning }) =>
      `| \`${code}\` | ${cell(meaning)} | ${permanent ? 'no' : 'yes'} |`,
  )
  const httpRows = httpCodes.map(
    ({ code, status, meaning, remedy }) =>
      `| \`${code}\` | ${status ?? ''} | ${cell(meaning)} | ${cell(remedy)} |`,
  )
  const document = [
    '# Error codes',
    '',
    'Every failure has a code for programs and a sentence for people that names the object or the field and the value',
    'received. Items of a batch keep theirs in `earmark.failures`; the API sends them as problem details (RFC 9457), with',
    'status 4xx or 5xx. What may pass by itself is tried again with growing pauses; the rest fails once.',
    '',
    '| code | meaning | tried again |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '## Over HTTP alone',
    '',
    'Whoever asks the API meets these beside them. Those without a status are the client’s, and the command line’s, where',
    'no answer of the API came.',
    '',
    '| code | status | meaning | what to do |',
    '| --- | --- | --- | --- |',
    ...httpRows,
    '',
  ]
  await expect(document.join('\n')).toMatchFileSnapshot('../../../docs/errors.md')
})

test('no code is described twice', () => {
  const codes = [...errorCodes, ...httpCodes].map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
})

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
