import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { startObjectStorage } from '../../../src/index.js'
import { connectClient } from '../connect-client.js'
import { presign, type RawRequest, signRequest } from '../sign-request.js'
import { findDamage } from './find-damage.js'
import { type Chance, mutate, seededChance } from './mutate.js'
import { sendBytes } from './send-bytes.js'
import { BUCKET, KEYS, validRequests } from './valid-requests.js'

const AT_ONCE = 16
const SETTLING_S = 60

export interface Outcome {
  /** How often each status was answered; 0 is none. */
  statuses: Map<number, number>
  /** What must not be: sentences, with the request. */
  failures: string[]
}

/**
 * Sends mutated requests to a server of its own: a quarter mutated after they were signed, half before, the rest with no
 * signature or a presigned address.
 */
export async function sendMutatedRequests(count: number, seed: number): Promise<Outcome> {
  const parent = await mkdtemp(join(tmpdir(), 'earmark-mutated-'))
  const dataDir = join(parent, 'inner', 's3')
  await mkdir(dataDir, { recursive: true })
  const server = await startObjectStorage({ dataDir })
  const s3 = connectClient(server)
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))
  const upload = { Bucket: BUCKET, Key: 'in parts' }
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand(upload))
  const valid = validRequests(`127.0.0.1:${server.port}`, UploadId)
  const statuses = new Map<number, number>()
  const failures: string[] = []
  const chance = seededChance(seed)
  let sent = 0
  const work = async () => {
    while (sent < count) {
      const start = valid[sent++ % valid.length] as RawRequest
      const request = prepare(start, valid, chance, server)
      const status = await sendBytes(server.port, request)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status >= 500) failures.push(`${status}: ${describe(request)}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const exit = await Promise.race([server.exited, sleep(500)])
  if (exit) failures.push(`The server ended: ${exit.stderrTail}`)
  failures.push(...(await findLastingDamage(parent, dataDir)))
  const keys = JSON.parse(await readFile(join(dataDir, '.credentials.json'), 'utf8'))
  if (keys.secretAccessKey !== server.secretAccessKey) failures.push('The keys were overwritten.')
  await server.stop()
  await rm(parent, { recursive: true })
  return { statuses, failures }
}

/** A busy server may still be at what clients gave up: only what stays is damage. */
async function findLastingDamage(parent: string, dataDir: string): Promise<string[]> {
  for (let left = SETTLING_S; ; left--) {
    const damage = await findDamage(parent, dataDir)
    if (damage.length === 0 || left === 0) return damage
    await sleep(1_000)
  }
}

function prepare(
  request: RawRequest,
  valid: RawRequest[],
  chance: Chance,
  keys: { accessKeyId: string; secretAccessKey: string },
): RawRequest {
  const way = chance(8)
  if (way === 0) return mutate(request, valid, chance)
  if (way === 1) return presign(mutate(request, valid, chance), keys)
  if (way < 4) return mutate(signRequest(request, keys), valid, chance)
  const mutated = mutate(request, valid, chance)
  // A length that is wrong would only be waited for: most mutations should get further.
  const { body, headers } = mutated
  const length = { 'content-length': String(body.length) }
  const isRight = chance(4) > 0 && (body.length > 0 || 'content-length' in headers)
  return signRequest(isRight ? { ...mutated, headers: { ...headers, ...length } } : mutated, keys)
}

function describe({ method, url, headers, body }: RawRequest): string {
  return JSON.stringify({ method, url, headers, body: body.toString('latin1') }).slice(0, 2_000)
}
