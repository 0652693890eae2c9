#!/usr/bin/env node
// npm test: sets up what is missing, runs the tests of all workspaces and ends with a line that counts them.
// Arguments go to vitest: npm test -- --project @earmark/queue
//
// TEST_POSTGRES_URL and TEST_REDIS_URL add real servers to the embedded ones (scripts/real-services.sh provides both).
import { runTests } from './run-tests.mjs'
import { orExplain, setUp } from './setup.mjs'

await orExplain(setUp)
process.exit(runTests(process.argv.slice(2)))
