import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoPath, runFfmpeg } from '../stream/pcm.js'
import { startCommand } from './start-command.js'
import { startRadio } from './start-radio.js'

const LABELS = ['siren', 'church bell', 'car horn']
/** Two silences of ten seconds and waits of 1, 2 and 4 s are in it. */
const LIMIT_MS = 120_000
const CHECK_MS = 200

/**
 * One radio whose stream changes its rate and ends, stalls, turns into noise, and then sounds as it should: each time it is asked
 * anew.
 *
 * @returns of each whether it was followed or named
 */
export async function troubleCommand(): Promise<Record<string, boolean>> {
  const [siren, bell, horn] = await Promise.all([
    encode('city/siren.ogg', 44_100),
    encode('city/church-bell.wav', 22_050),
    encode('city/car-horn.flac', 44_100),
  ])
  const acts: ((response: ServerResponse) => unknown)[] = [
    (response) => response.end(Buffer.concat([siren, bell])),
    (response) => response.write(siren),
    (response) => playNoise(response, siren),
  ]
  let asked = 0
  const radio = await startRadio((response) => {
    const act = acts[asked++]
    return act ? act(response) : response.write(Buffer.concat([horn, horn]))
  })
  const told: string[] = []
  const command = startCommand(radio.url, LABELS, ({ label }) => told.push(label))
  const beganMs = performance.now()
  while (!told.includes('car horn') && performance.now() - beganMs < LIMIT_MS) await sleep(CHECK_MS)
  const code = await command.stop()
  radio.close()
  const said = command.said()
  const answered = {
    'changes its rate': told.includes('siren') && told.includes('church bell'),
    ends: /has ended\. Trying again in 1 s/.test(said),
    stalls: /sent nothing for 10 s/.test(said),
    'sends noise': /there was no sound in it for 10 s/.test(said) && told.includes('car horn'),
  }
  if (code !== 0 || Object.values(answered).includes(false)) console.error(said)
  return answered
}

function encode(key: string, rate: number): Promise<Buffer> {
  const mp3 = ['-c:a', 'libmp3lame', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3']
  return runFfmpeg('-i', demoPath(key), '-ac', '1', '-ar', String(rate), ...mp3)
}

/** Bytes in which no frame of MPEG begins. */
async function playNoise(response: ServerResponse, before: Buffer): Promise<void> {
  response.write(before)
  while (!response.destroyed) {
    response.write(randomBytes(1600).map((byte) => byte & 0x7f))
    await sleep(100)
  }
}
