// A parent for a test to kill: starts the embedded Postgres in the folder given and tells its process id and URL.
import { startPostgres } from '@earmark/embedded'

const { pid, url } = await startPostgres({ dataDir: process.argv[2] })
process.send({ pid, url })
