/**
 * The demuxers that may open a file, by ffmpeg's names: containers that hold their audio themselves.
 * Playlists (hls, dash, concat), images, subtitles and raw formats are not among them, so that no input can
 * make ffmpeg open another file or address.
 */
export const acceptedFormats: readonly string[] = [
  'aac',
  'ac3',
  'adts',
  'aiff',
  'amr',
  'ape',
  'asf',
  'au',
  'avi',
  'caf',
  'dsf',
  'eac3',
  'flac',
  'flv',
  'matroska',
  'webm',
  'mov',
  'mp4',
  'm4a',
  '3gp',
  '3g2',
  'mj2',
  'mp3',
  'mpc',
  'mpc8',
  'mpeg',
  'mpegts',
  'ogg',
  'oma',
  'tta',
  'voc',
  'w64',
  'wav',
  'wv',
  'xwma',
]

const MARKS_OF_PLAYLISTS = ['#EXTM3U', 'ffconcat version', '<MPD', '[playlist]', '<?xml', '<asx']

/** Whether a file is a list of other files, by its first bytes. */
export function isPlaylist(firstBytes: Buffer): boolean {
  const start = firstBytes.toString('latin1').trimStart()
  return MARKS_OF_PLAYLISTS.some((mark) => start.startsWith(mark))
}

/** Whether a container can only be read from a file: its index may stand at the end. */
export function needsSeeking(firstBytes: Buffer): boolean {
  const box = firstBytes.toString('latin1', 4, 8)
  return (
    ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(box) ||
    firstBytes.toString('latin1', 0, 4) === 'caff'
  )
}
