// A worker for a test to kill: takes a job, says so, and never finishes it.
import { connectQueue } from '@earmark/queue'

const [url, prefix] = process.argv.slice(2)
const connection = connectQueue({ url, prefix, onError: () => {} })
const take = async ({ chunkId }) => {
  process.send({ chunkId })
  await new Promise(() => {})
}
connection.work('chunks', take, { concurrency: 1, lockDurationMs: 1_500, onFailed: () => {} })
