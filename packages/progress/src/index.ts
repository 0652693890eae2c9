export { countHeard } from './count-heard.js'
export { createRateMeter, type RateMeter } from './rate-meter.js'
export { secondsLeft } from './seconds-left.js'
