// node --import, before a program's own entry: loads what the program consists of, and lets it begin when its parent says so
// and in which environment. So it is loaded while the servers that it needs still start.
import { once } from 'node:events'
import type { Beginning } from './start-app.js'

// What the program itself starts begins at once.
process.execArgv = process.execArgv.filter((argument) => argument !== `--import=${import.meta.url}`)
const told = once(process, 'message')
process.once('disconnect', exit)
const loads = new URL(import.meta.url).searchParams.get('loads')
if (loads !== null) await import(loads)
const [{ environment }] = (await told) as [Beginning]
process.off('disconnect', exit)
for (const name of Object.keys(process.env)) delete process.env[name]
Object.assign(process.env, environment)

/** Nobody is left who could tell. */
function exit(): never {
  process.exit(1)
}
