#!/usr/bin/env node
// npm start: sets up what is missing, then starts everything. Arguments go to the launcher: npm start -- --once
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { orExplain, repository, setUp } from './setup.mjs'
import { stopWithParent } from './stop-with-parent.mjs'

// Before anything is installed: who asks how it works may not want it to.
if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
  process.stdout.write(readFileSync(join(repository, 'apps/launcher/usage.txt'), 'utf8'))
  process.exit(0)
}
stopWithParent()
const settings = join(repository, '.env')
if (existsSync(settings)) process.loadEnvFile?.(settings)
await orExplain(setUp)
const launcher = join(repository, 'apps/launcher/dist/main.js')
process.argv[1] = launcher
// In this very process: a signal then reaches the launcher once, and its exit code is ours.
await import(pathToFileURL(launcher).href)
