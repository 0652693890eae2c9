// npm run docs: installs VitePress the first time, then makes pages of the documents. The API serves them at /help.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { collectPages } from './collect-pages.mjs'

const here = import.meta.dirname

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: here, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const installed = join(here, 'node_modules/.package-lock.json')
const wanted = join(here, 'package-lock.json')
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  run('npm', ['ci', '--loglevel=error'])
}
await collectPages()
run(process.execPath, [join(here, 'node_modules/vitepress/bin/vitepress.js'), 'build', here])
