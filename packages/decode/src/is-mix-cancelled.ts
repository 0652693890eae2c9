/**
 * 15 dB. Channels that have nothing to do with each other lose 0 to 3 dB in the mix, and stereo that was widened for effect
 * a little more. Only what is the same sound with its sign turned loses so much: a cable or a microphone that is wired
 * the wrong way round.
 */
const FAR_BELOW = 10 ** 1.5

/** Whether the channels, or one of them, have far more power than the mix of them all. */
export function isMixCancelled(mixPower: number, channelPower: number): boolean {
  return mixPower * FAR_BELOW < channelPower
}
