export type { AudioInfo } from './audio-info.js'
export { createStandby } from './create-standby.js'
export { type Decoding, decodeFile, decodeStream, decodeUrl } from './decode.js'
export type { DecodeOptions, Stretch } from './decode-options.js'
export {
  type DecodedFile,
  decodeSmallFiles,
  isTooLongToHold,
  type SmallFile,
  type SmallFilesOptions,
} from './decode-small-files.js'
export type { DecoderStandby } from './decoder-standby.js'
export { encodeSound, type SoundForm } from './encode-sound.js'
export { limitWindows } from './limit-windows.js'
export { decodeLive } from './live/decode-live.js'
export type { LiveInput, LiveOptions, RawSound } from './live/live-input.js'
export { needsSeeking } from './needs-seeking.js'
export { type ReadAudio, readAudio, readLoudestChannel } from './read-audio.js'
