// node --import: writes down which modules the program loads, into the file that RECORDED_MODULES names. Of what Node
// brings along, fetch is named at the end, since it loads as much as all else.
import { appendFileSync } from 'node:fs'
import { register } from 'node:module'

register('./record-hooks.mjs', import.meta.url)

process.on('exit', () => {
  if (process.moduleLoadList.includes('NativeModule internal/deps/undici/undici')) {
    appendFileSync(process.env.RECORDED_MODULES, 'node:fetch\n')
  }
})
