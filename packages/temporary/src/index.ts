export { createTemporaryHome, type TemporaryHome } from './create-temporary-home.js'
