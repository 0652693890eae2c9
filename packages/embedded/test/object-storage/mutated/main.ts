// npm run mutate-s3 -- --requests 100000 --seed 1
//
// Sends mutated requests to the embedded S3 server. Exit code 0 only where it goes on, answers none with 500 or
// above, and leaves no file outside its folder and none half written.
import { parseArgs } from 'node:util'
import { sendMutatedRequests } from './send-mutated-requests.js'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
})
const { statuses, failures } = await sendMutatedRequests(
  Number(values.requests),
  Number(values.seed),
)
for (const [status, count] of [...statuses].sort(([a], [b]) => a - b)) {
  process.stdout.write(`${status === 0 ? 'no answer' : status}  ${count}\n`)
}
process.stdout.write(failures.length > 0 ? `${failures.slice(0, 20).join('\n')}\n` : '')
process.stdout.write(`${failures.length} failures\n`)
process.exitCode = failures.length > 0 ? 1 : 0
