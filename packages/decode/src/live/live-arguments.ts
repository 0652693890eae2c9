import { acceptedFormats } from '../accepted-formats.js'
import type { LiveInput } from './live-input.js'

/** As for files: no honest stream asks for more in one piece. */
const MAX_ALLOCATION = 512 * 1024 * 1024
/**
 * ffmpeg looks at so much of a stream, in bytes and microseconds, before it says what it is; by default at five seconds. Less would not
 * always find the sound beside a camera's picture.
 */
const PROBE = ['-probesize', '262144', '-analyzeduration', '500000']
/** An answer that does not come within this, in microseconds, breaks an RTSP connection. */
const RTSP_TIMEOUT_US = 10_000_000

/**
 * ffmpeg's arguments for sound that is heard while it arrives: mono 32-bit floats at the rate, each packet written as soon as
 * it is decoded. Only what the input needs is allowed: bytes come through the pipe alone.
 */
export function liveArguments(input: LiveInput, sampleRate: number): string[] {
  return [
    ...['-nostdin', '-max_alloc', String(MAX_ALLOCATION), '-filter_threads', '1'],
    ...['-hide_banner', '-nostats', '-v', 'level+info'],
    ...['-threads', '1'],
    ...inputArguments(input),
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-ac', '1', '-ar', String(sampleRate)],
    ...['-f', 'f32le', '-bitexact', '-flush_packets', '1', 'pipe:1'],
  ]
}

function inputArguments(input: LiveInput): string[] {
  if (input.kind === 'rtsp') {
    const protocols = input.url.startsWith('rtsps:') ? 'rtsps,rtsp,rtp,tls,tcp' : 'rtsp,rtp,tcp'
    return [
      ...PROBE,
      ...['-protocol_whitelist', protocols, '-format_whitelist', 'rtsp,sdp'],
      ...['-rtsp_transport', 'tcp', '-allowed_media_types', 'audio'],
      ...['-timeout', String(RTSP_TIMEOUT_US), '-i', input.url],
    ]
  }
  if (input.kind === 'device') return ['-f', input.format, '-i', input.device]
  const { raw } = input
  const container = [...PROBE, '-format_whitelist', acceptedFormats.join(',')]
  const known = raw && [
    ...['-f', raw.format, '-ar', String(raw.sampleRate), '-ac', String(raw.channels)],
  ]
  return [...(known ?? container), '-protocol_whitelist', 'pipe', '-i', 'pipe:0']
}
