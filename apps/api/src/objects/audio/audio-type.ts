/** Types that a browser is told, by how the key ends. Never what S3 says: it could be a page with a script. */
const typeOfEnding: Record<string, string> = {
  aac: 'audio/aac',
  aif: 'audio/aiff',
  aifc: 'audio/aiff',
  aiff: 'audio/aiff',
  amr: 'audio/amr',
  au: 'audio/basic',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  mp4: 'audio/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  weba: 'audio/webm',
  webm: 'audio/webm',
  wma: 'audio/x-ms-wma',
}

/** What browsers play in these containers, by ffmpeg's names of codecs. Of float WAV, not all of them play anything. */
const playable: Record<string, RegExp> = {
  aac: /^aac$/,
  flac: /^flac$/,
  m4a: /^(aac|mp3|flac)$/,
  mp3: /^mp3(float)?$/,
  oga: /^(vorbis|opus|flac)$/,
  ogg: /^(vorbis|opus|flac)$/,
  opus: /^opus$/,
  wav: /^pcm_(u8|s16le|s24le)$/,
  weba: /^(vorbis|opus)$/,
}

/** What an object is sent as where it is sent as it is stored. */
export function audioTypeOf(key: string): string {
  return typeOfEnding[endingOf(key)] ?? 'application/octet-stream'
}

/** Whether browsers play an object as it is stored. */
export function isPlayable({ key, codec }: { key: string; codec: string | null }): boolean {
  return playable[endingOf(key)]?.test(codec ?? '') ?? false
}

function endingOf(key: string): string {
  return /\.([a-z0-9]+)$/i.exec(key)?.[1]?.toLowerCase() ?? ''
}
