const MPEG_TS_PACKET = 188

/**
 * Whether a file must be read from a disk, by its first bytes (64 are plenty): the index of MP4, MOV, AVI or
 * CAF may stand at its end, as the tags of TTA and WavPack do, and the padding at the end of an MP3 is cut off only
 * where its size is known.
 * Whatever is not known to give the very same samples and tags from a pipe needs it too.
 */
export function needsSeeking(firstBytes: Uint8Array): boolean {
  const text = Buffer.from(firstBytes).toString('latin1')
  const isStreamable =
    /^(RIFF|RF64)[\s\S]{4}WAVE/.test(text) ||
    /^(riff\x2e\x91|fLaC|OggS|FLV|\.snd)/.test(text) ||
    text.startsWith('\x1a\x45\xdf\xa3') || // Matroska, WebM
    text.startsWith('\x30\x26\xb2\x75\x8e\x66\xcf\x11') || // ASF: WMA, WMV
    text.startsWith('\x0b\x77') || // AC-3, E-AC-3
    /^\xff[\xf0\xf1\xf8\xf9]/.test(text) || // AAC in ADTS: the layer's two bits are zero, unlike MP3's
    (text[0] === 'G' && (text.length <= MPEG_TS_PACKET || text[MPEG_TS_PACKET] === 'G'))
  return !isStreamable
}
