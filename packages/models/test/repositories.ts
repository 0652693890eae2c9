import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HubStandIn } from './hub-stand-in.js'

const fixtures = fileURLToPath(new URL('../../core/test/fixtures/', import.meta.url))

export const clapDir = join(fixtures, 'clap-tiny-random')
export const classifierDir = join(fixtures, 'ast-tiny-random')

export const CLAP = 'Xenova/larger_clap_general'
export const CHECKPOINT = 'laion/larger_clap_general'
export const CLASSIFIER = 'acme/keywords'
export const COMMIT = '0123456789abcdef0123456789abcdef01234567'
export const LOGIT_SCALE_A = Math.fround(2.75)

export function readFolder(dir: string): Map<string, Buffer> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      return [relative(dir, file), readFileSync(file)]
    }),
  )
}

/** A CLAP as on the hub: its configuration does not know the logit scale. */
export function clapFiles(): Map<string, Buffer> {
  const files = readFolder(clapDir)
  const config = JSON.parse(files.get('config.json')!.toString())
  delete config.logit_scale_a
  config.logit_scale_init_value = 14.285714
  files.set('config.json', Buffer.from(JSON.stringify(config)))
  files.set('README.md', Buffer.from('---\nlicense: apache-2.0\nlanguage: en\n---\n# Card\n'))
  return files
}

/** A checkpoint with weights before and after the logit scale. */
export function safetensors(
  tensors: Record<string, { dtype: string; shape: number[]; bytes: Buffer }>,
): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } }
  let at = 0
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] }
    at += bytes.length
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  const values = Object.values(tensors).map(({ bytes }) => bytes)
  return Buffer.concat([length, json, ...values])
}

export function checkpoint(): Buffer {
  const scale = Buffer.alloc(4)
  scale.writeFloatLE(LOGIT_SCALE_A)
  const weights = { dtype: 'F32', shape: [125_000], bytes: Buffer.alloc(500_000, 7) }
  return safetensors({
    'audio_model.weight': weights,
    logit_scale_a: { dtype: 'F32', shape: [], bytes: scale },
    logit_scale_t: { dtype: 'F32', shape: [], bytes: Buffer.alloc(4) },
    'text_model.weight': weights,
  })
}

export function publish(hub: HubStandIn): void {
  hub.repositories.set(CLAP, { commit: COMMIT, files: clapFiles() })
  hub.repositories.set(CHECKPOINT, {
    commit: 'f'.repeat(40),
    files: new Map([
      ['config.json', Buffer.from('{}')],
      ['model.safetensors', checkpoint()],
    ]),
  })
  const classifier = readFolder(classifierDir)
  hub.repositories.set(CLASSIFIER, { commit: 'a'.repeat(40), files: classifier })
}
