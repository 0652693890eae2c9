import type { SourceInfo } from './ffmpeg/ffmpeg-log.js'
import type { FileTags } from './ffmpeg/tag-reader.js'

export type AudioInfo = SourceInfo & {
  durationS: number
  /** What the file says of itself. */
  tags: FileTags
  /** From 1, where that channel alone was taken, since the channels cancel each other; null for the mix of all. */
  heardChannel: number | null
  /** The mean square of the samples. */
  power: number
  /** Whether the channels have far more power than their mix, which these samples are. */
  isMixCancelled: boolean
}
