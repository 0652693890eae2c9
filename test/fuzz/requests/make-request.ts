import { type Chance, OUTLANDISH, oneIn, pick } from '../choose.js'
import { mutateBytes } from '../files/mutate-bytes.js'
import { makeValue, spoil, type ValueMaker } from './make-value.js'
import type { Operation, Parameter } from './schema.js'

export interface GeneratedRequest {
  method: Operation['method']
  url: string
  headers: Record<string, string>
  payload?: string | Buffer
}

/** Node itself refuses a URL of more than 16 KB. */
const LONGEST_IN_PATH = 1500
const BOUNDARY = 'earmark-part'

/** A request of an operation: a third as the document allows it, the others with something wrong in them. */
export function makeRequest(
  operation: Operation,
  maker: ValueMaker,
  { sound }: { sound: Buffer },
): GeneratedRequest {
  const { chance } = maker
  const isSpoilt = !oneIn(chance, 3)
  const valueFor = (parameter: Parameter) => {
    const { schema, name, example } = parameter
    const value = makeValue(maker, example === undefined ? schema : { ...schema, example }, name)
    return isSpoilt && oneIn(chance, 3) ? spoil(value, chance) : value
  }
  const wanted = operation.parameters.filter((parameter) => parameter.required || oneIn(chance, 3))
  const url = makeUrl(operation.path, wanted, valueFor)
  const headers: Record<string, string> = {}
  for (const parameter of wanted) {
    if (parameter.in === 'header') headers[parameter.name] = toHeader(valueFor(parameter))
  }
  const { method } = operation
  if (operation.takesForms && oneIn(chance, 2)) {
    headers['content-type'] = `multipart/form-data; boundary=${BOUNDARY}`
    return { method, url, headers, payload: makeForm(operation, maker, sound, isSpoilt) }
  }
  const hasBody = operation.body !== undefined ? !oneIn(chance, 20) : isSpoilt && oneIn(chance, 20)
  if (!hasBody || method === 'GET') return { method, url, headers }
  const value = makeValue(maker, operation.body ?? {})
  const text = JSON.stringify(isSpoilt ? spoil(value, chance) : value) ?? 'null'
  headers['content-type'] = isSpoilt && oneIn(chance, 15) ? pick(chance, TYPES) : 'application/json'
  const isDamaged = isSpoilt && oneIn(chance, 8)
  return { method, url, headers, payload: isDamaged ? damage(Buffer.from(text), chance) : text }
}

const TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'multipart/form-data',
  'x',
  '',
]

function makeUrl(
  path: string,
  parameters: readonly Parameter[],
  valueFor: (of: Parameter) => unknown,
): string {
  const query: string[] = []
  let url = path
  for (const parameter of parameters) {
    if (parameter.in === 'header') continue
    const value = valueFor(parameter)
    if (parameter.in === 'path') {
      // An empty one, or one of dots, would be another path.
      const text = toText(value).slice(0, LONGEST_IN_PATH)
      url = url.replace(`{${parameter.name}}`, /^\.*$/.test(text) ? '0' : encode(text))
      continue
    }
    for (const one of Array.isArray(value) ? value : [value])
      query.push(`${encode(parameter.name)}=${encode(toText(one))}`)
  }
  return query.length > 0 ? `${url}?${query.join('&')}` : url
}

function makeForm(
  operation: Operation,
  maker: ValueMaker,
  sound: Buffer,
  isSpoilt: boolean,
): Buffer {
  const { chance } = maker
  const request = { labelSets: [makeValue(maker, { $ref: '#/components/schemas/LabelSetChoice' })] }
  const text = JSON.stringify(isSpoilt ? spoil(request, chance) : request)
  const file = isSpoilt && oneIn(chance, 2) ? damage(sound, chance) : sound
  const part = (head: string, content: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content as string),
      Buffer.from('\r\n'),
    ])
  const named = oneIn(chance, 8) ? pick(chance, OUTLANDISH).replaceAll(/["\r\n]/g, '') : 'file'
  const parts = [part(`name="${named}"; filename="a.wav"`, file)]
  if (operation.path === '/v1/classify' || oneIn(chance, 4))
    parts.unshift(part('name="request"', text))
  const form = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
  return isSpoilt && oneIn(chance, 5) ? damage(form, chance) : form
}

const damage = (bytes: Buffer, chance: Chance): Buffer => mutateBytes(bytes, [bytes], chance)

/** Lone surrogates have no encoding. */
const encode = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'))

/** What HTTP allows in a header. */
const toHeader = (value: unknown): string => toText(value).replaceAll(/[^\x20-\x7e]/g, '?')

function toText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
