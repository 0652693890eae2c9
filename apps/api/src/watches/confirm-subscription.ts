import { HttpProblem, invalidRequest } from '../http/http-problem.js'

const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/
const TIMEOUT_MS = 10_000

/**
 * Tells SNS that its messages are wanted, by visiting the address that it gave. Only SNS's own are visited: the address
 * comes from outside.
 *
 * @throws HttpProblem 400 where the address is another's, 502 where SNS did not answer
 */
export async function confirmSubscription(address: string): Promise<void> {
  if (!isOfSns(address)) {
    const message = `SubscribeURL ${JSON.stringify(address.slice(0, 200))} is no address of Amazon SNS, and was not visited.`
    throw invalidRequest([{ field: 'SubscribeURL', message }])
  }
  const response = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new HttpProblem(502, 'INTERNAL', 'Amazon SNS could not be reached to confirm.', { cause })
  })
  await response.body?.cancel()
  if (response.ok) return
  throw new HttpProblem(502, 'INTERNAL', `Amazon SNS answered ${response.status} to confirming.`)
}

function isOfSns(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, port, username } = new URL(address)
  return protocol === 'https:' && SNS_HOST.test(hostname) && port === '' && username === ''
}
