import { EarmarkError } from '@earmark/core'

/** What a person names to listen to. */
export type NamedInput =
  | { kind: 'device'; name: string; candidates: readonly DeviceName[] }
  | { kind: 'http'; name: string; url: string; authorization: string | null }
  | { kind: 'rtsp'; name: string; url: string }

/** By ffmpeg's names. */
type DeviceName = { format: string; device: string }

const MICROPHONES: Partial<Record<NodeJS.Platform, DeviceName[]>> = {
  linux: [
    { format: 'pulse', device: 'default' },
    { format: 'alsa', device: 'default' },
  ],
  darwin: [{ format: 'avfoundation', device: ':default' }],
}

const DEVICE = /^(pulse|alsa|jack|avfoundation|dshow):(.+)$/

/**
 * Reads `default`, a device such as `alsa:hw:1`, or an address. Its name has neither its password nor its query, which may hold
 * one: nothing else of it is ever shown.
 *
 * @throws EarmarkError INVALID_REQUEST for what cannot be listened to
 */
export function parseInput(text: string, platform: NodeJS.Platform): NamedInput {
  if (text === 'default') return defaultMicrophone(platform)
  const [, format, device] = DEVICE.exec(text) ?? []
  if (format && device) return { kind: 'device', name: text, candidates: [{ format, device }] }
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || url.hostname === '') throw refuse(url ? `${url.protocol}…` : 'something else')
  const name = nameOf(url)
  if (url.protocol === 'rtsp:' || url.protocol === 'rtsps:') {
    return { kind: 'rtsp', name, url: text }
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse(`${url.protocol}//…`)
  const { username, password } = url
  const user = `${decode(username)}:${decode(password)}`
  url.username = ''
  url.password = ''
  const hasUser = username !== '' || password !== ''
  const authorization = hasUser ? `Basic ${Buffer.from(user).toString('base64')}` : null
  return { kind: 'http', name, url: url.href, authorization }
}

/** What was written without encoding it is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function nameOf({ protocol, host, pathname, search }: URL): string {
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`
}

function defaultMicrophone(platform: NodeJS.Platform): NamedInput {
  const candidates = MICROPHONES[platform]
  if (candidates) return { kind: 'device', name: 'the default microphone', candidates }
  throw new EarmarkError(
    'INVALID_REQUEST',
    `On ${platform} ffmpeg knows no default microphone. Name one, as in --input "dshow:audio=Microphone"; ffmpeg -list_devices true -f dshow -i dummy lists them.`,
    { permanent: true },
  )
}

/** @param received all of it that may be shown: more could hold a password */
function refuse(received: string): EarmarkError {
  return new EarmarkError(
    'INVALID_REQUEST',
    `--input takes default (the microphone), rtsp://…, rtsps://…, http://…, https://…, or a device such as alsa:hw:1; received ${received}.`,
    { permanent: true },
  )
}
