export { isOutage, isPassingFault } from './is-outage.js'
export {
  isConflict,
  isLostConnection,
  isLostStatement,
  isRefusedSetting,
  isUnanswered,
} from './lost-connection.js'
export { withinTime } from './within-time.js'
