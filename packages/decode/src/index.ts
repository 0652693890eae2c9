export { needsSeeking } from './accepted-formats.js'
export {
  type AudioInfo,
  type DecodeOptions,
  type Decoding,
  decodeFile,
  decodeStream,
} from './decode.js'
export { type DecodedFile, decodeSmallFiles, type SmallFile } from './decode-small-files.js'
