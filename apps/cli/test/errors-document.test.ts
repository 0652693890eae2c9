import { errorCodes } from '@earmark/core'
import { expect, test } from 'vitest'

test('docs/errors.md says what the code says', async () => {
  const rows = errorCodes.map(
    ({ code, permanent, meaning }) =>
      `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} | ${permanent ? 'no' : 'yes'} |`,
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
  ]
  await expect(document.join('\n')).toMatchFileSnapshot('../../../docs/errors.md')
})
