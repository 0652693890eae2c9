#!/usr/bin/env node
// npm run e2e: a Chromium without a window uses the page as people do, against all of Earmark as `npm start` starts it.
// Arguments go to vitest: npm run e2e -- 2-listening. E2E_HOME names the home of an `npm start` that runs already.
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { runTests } from './run-tests.mjs'
import { orExplain, repository, setUp } from './setup.mjs'

await orExplain(setUp)
process.env.CHROMIUM_PATH = await orExplain(ensureChromium)
const config = join(repository, 'test/e2e/vitest.config.ts')
process.exit(runTests(['--config', config, ...process.argv.slice(2)]))
