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

/** What an object is sent as where it is sent as it is stored. */
export function audioTypeOf(key: string): string {
  return typeOfEnding[endingOf(key)] ?? 'application/octet-stream'
}

function endingOf(key: string): string {
  return /\.([a-z0-9]+)$/i.exec(key)?.[1]?.toLowerCase() ?? ''
}
