import { randomBytes } from 'node:crypto'
import type { ListeningEvent } from '@earmark/client'
import type { Site } from '../../../test/e2e/start-site.js'
import { readDemo } from '../stream/pcm.js'
import { openSocket } from './open-socket.js'

const LABELS = { labels: 'siren,church bell,car horn' }
const QUIET = 4008

/**
 * Streams that change their rate, send noise, end and stall.
 *
 * @returns of each whether it was followed or named
 */
export async function troubleWebsocket(site: Site): Promise<Record<string, boolean>> {
  // It takes a minute: the others are tried meanwhile.
  const stalled = await openSocket(site, { ...LABELS, format: 's16le' })
  const listening = await openSocket(site, { ...LABELS, format: 's16le', hopS: '0.5' })
  await listening.next(({ type }) => type === 'listening')

  listening.send(await readDemo('city/siren.ogg', 48_000))
  const first = await listening.next(isBest('siren'))
  listening.send({ type: 'set', format: 's16le', sampleRate: 16_000 })
  await listening.next((event) => event.type === 'listening' && event.sampleRate === 16_000)
  listening.send(await readDemo('city/church-bell.wav', 16_000))
  const second = await listening.next(isBest('church bell'))

  listening.send({ type: 'set', format: 'container' })
  await listening.next((event) => event.type === 'listening' && event.format === 'container')
  for (let sent = 0; sent < 10; sent++) listening.send(randomBytes(50_000))
  listening.send({ type: 'set', format: 's16le', sampleRate: 48_000 })
  const problem = await listening.next(({ type }) => type === 'problem')
  listening.send(await readDemo('city/car-horn.flac', 48_000))
  const third = await listening.next(isBest('car horn'))

  listening.send({ type: 'end' })
  const { code } = await listening.closed
  const { code: stalledCode } = await stalled.closed
  return {
    'changes its rate': first !== undefined && second !== undefined,
    'sends noise': problem !== undefined && third !== undefined,
    ends: code === 1000,
    stalls: stalledCode === QUIET,
  }
}

function isBest(label: string) {
  return (event: ListeningEvent) => event.type === 'window' && event.scores[0]?.label === label
}
