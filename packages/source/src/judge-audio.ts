import { audioTypes } from './audio-types.js'

/** Extensions that tell that a file holds no audio, so that nobody has to be asked for its type. */
const otherExtensions = new Set(
  [
    'txt md rst log csv tsv json jsonl ndjson geojson xml html htm css js ts py r ipynb sh yaml yml toml ini cfg conf',
    'pdf doc docx odt rtf xls xlsx ods ppt pptx parquet arrow feather avro orc db sqlite duckdb sql',
    'jpg jpeg png gif svg webp bmp tif tiff ico heic zip gz tgz bz2 xz zst 7z rar tar',
    'npy npz h5 hdf5 pkl pt pth onnx safetensors mat lab textgrid eaf srt vtt lrc cue m3u m3u8 pls nfo md5 sha256',
  ]
    .join(' ')
    .split(' ')
    .map((extension) => `.${extension}`),
)

/** Types of containers that hold audio though they do not say so. */
const otherAudioTypes = new Set(['application/ogg', 'application/mp4', 'application/mxf'])
/** What is said of bytes that nobody knows anything of. */
const silentTypes = new Set(['', 'application/octet-stream', 'binary/octet-stream'])

/**
 * Whether a file or an object is taken for audio, by its extension; unknown where that does not tell, and its type is to be
 * asked for.
 */
export function judgeName(name: string): 'audio' | 'other' | 'unknown' {
  const extension = extensionOf(name)
  if (audioTypes.has(extension)) return 'audio'
  return otherExtensions.has(extension) ? 'other' : 'unknown'
}

/**
 * The same by its type, where the extension does not tell. Without an extension and with a type that says nothing it is
 * taken: decoding will tell.
 */
export function isAudioByType(name: string, contentType: string | null): boolean {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  if (/^(audio|video)\//.test(type) || otherAudioTypes.has(type)) return true
  return silentTypes.has(type) && extensionOf(name) === ''
}

/** In small letters, with its dot; empty where there is none. */
export function extensionOf(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1)
  return /[^.](\.[^.\s]{1,16})$/.exec(last)?.[1]?.toLowerCase() ?? ''
}
