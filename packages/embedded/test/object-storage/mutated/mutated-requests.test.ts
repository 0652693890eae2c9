import { expect, test } from 'vitest'
import { sendMutatedRequests } from './send-mutated-requests.js'

test('mutated requests neither end the server, nor break it, nor leave anything behind', async () => {
  const { statuses, failures } = await sendMutatedRequests(3_000, 7)
  expect(failures).toEqual([])
  // Many get as far as to be carried out: otherwise nothing would be shown.
  expect(statuses.get(200)).toBeGreaterThan(100)
  expect(statuses.get(403)).toBeGreaterThan(100)
})
