#!/usr/bin/env node
// npm run test:deploy: the chart and the images, by tests that have dependencies of their own (test/deploy/package.json).
// Arguments go to vitest: npm run test:deploy -- chart
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { runTests } from './run-tests.mjs'
import { repository } from './setup.mjs'

const folder = join(repository, 'test/deploy')
const { status } = spawnSync(process.execPath, [join(folder, 'install.mjs')], { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
process.exit(runTests(['--config', join(folder, 'vitest.config.ts'), ...process.argv.slice(2)]))
