import { secondsParameter } from '../fields/number.js'

/** A stretch of an object. */
export const stretch = {
  startS: secondsParameter.optional().meta({ description: 'Default: 0.' }),
  endS: secondsParameter.optional().meta({ description: 'Default: the end of the object.' }),
}
