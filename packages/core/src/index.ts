export * from './audio/cut-windows.js'
export { repeatPad } from './audio/repeat-pad.js'
export * from './errors.js'
