// node --import: writes down which modules the program loads, into the file that RECORDED_MODULES names.
import { register } from 'node:module'

register('./record-hooks.mjs', import.meta.url)
