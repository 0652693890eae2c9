#!/usr/bin/env node
// npm start: sets up what is missing, then starts everything. Arguments go to the launcher: npm start -- --once
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { orExplain, repository, setUp } from './setup.mjs'
import { stopWithParent } from './stop-with-parent.mjs'

stopWithParent()
const settings = join(repository, '.env')
if (existsSync(settings)) process.loadEnvFile?.(settings)
await orExplain(setUp)
const launcher = join(repository, 'apps/launcher/dist/main.js')
process.argv[1] = launcher
// In this very process: a signal then reaches the launcher once, and its exit code is ours.
await import(pathToFileURL(launcher).href)
