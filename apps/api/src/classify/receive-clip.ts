import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ClassifyLimits } from '../dependencies.js'
import { describeIssues } from '../http/describe-issues.js'
import { HttpProblem, invalidRequest } from '../http/http-problem.js'
import { isValueTooDeep } from '../http/is-too-deep.js'
import { parseJsonBody } from '../http/parse-json-body.js'
import { shortenText } from '../http/shorten.js'

/** The `request` field: many label sets written out. */
const MAX_FIELD_BYTES = 20 * 1024 * 1024
/** Beside the file: the request field and multipart's own lines. */
const OTHER_BYTES = MAX_FIELD_BYTES + 64 * 1024

export interface ReceivedClip<Question extends z.ZodType> {
  question: z.output<Question>
  clip: { path: string; name: string }
}

/**
 * Reads a multipart request: its file goes to the folder as it arrives, never into memory.
 *
 * @param schema what its `request` field holds
 * @throws HttpProblem 400 for a wrong field, 413 for a file beyond the limit
 */
export async function receiveClip<Question extends z.ZodType>(
  request: FastifyRequest,
  folder: string,
  { maxUploadBytes }: Pick<ClassifyLimits, 'maxUploadBytes'>,
  schema: Question,
): Promise<ReceivedClip<Question>> {
  if (Number(request.headers['content-length']) > maxUploadBytes + OTHER_BYTES) {
    throw tooLarge(maxUploadBytes)
  }
  let question: z.output<Question> | undefined
  let clip: ReceivedClip<Question>['clip'] | undefined
  const limits = { fileSize: maxUploadBytes, files: 1, fields: 4, fieldSize: MAX_FIELD_BYTES }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file') throw unknownField(part.fieldname)
        clip = await saveFile(part, join(folder, 'clip'), maxUploadBytes)
      } else {
        if (part.fieldname !== 'request') throw unknownField(part.fieldname)
        if (part.valueTruncated) throw new HttpProblem(413, 'TOO_LARGE', 'request is too large.')
        question = await readQuestion(request, part.value, schema)
      }
    }
  } catch (error) {
    throw isOfParser(error) ? malformed(error) : error
  }
  if (clip === undefined) throw missing('file', 'the audio itself, as a multipart file')
  if (question === undefined) throw missing('request', 'a JSON object with what is asked')
  return { question, clip }
}

async function saveFile(part: MultipartFile, path: string, maxUploadBytes: number) {
  await pipeline(part.file, createWriteStream(path))
  if (part.file.truncated) throw tooLarge(maxUploadBytes)
  const name = shortenText(part.filename || 'the uploaded file').replace(/\p{Cc}/gu, '�')
  if (part.file.bytesRead === 0) {
    throw new HttpProblem(422, 'EMPTY_OBJECT', `${name} holds no bytes.`)
  }
  return { path, name }
}

async function readQuestion<Question extends z.ZodType>(
  request: FastifyRequest,
  value: unknown,
  schema: Question,
): Promise<z.output<Question>> {
  if (isValueTooDeep(value)) {
    const message = 'request is nested deeper than any request of this API.'
    throw invalidRequest([{ field: 'request', message }])
  }
  // With a content-type of its own, the field has been parsed already.
  const data = typeof value === 'string' ? await parseJsonBody(request, value) : value
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw invalidRequest(describeIssues(parsed.error.issues, data, 'request'))
}

function tooLarge(maxUploadBytes: number): HttpProblem {
  const limitMb = Math.floor(maxUploadBytes / 1024 / 1024)
  const message = `The file is larger than the ${limitMb} MB that classify takes. Put it into S3 and tag it with POST /v1/batches.`
  return new HttpProblem(413, 'TOO_LARGE', message, { errors: [{ field: 'file', message }] })
}

/** What the multipart parser says of a form: plain errors, or, of a part that says it is JSON, one with this code. */
function isOfParser(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: string }
  return code === undefined ? error.constructor === Error : code === 'FST_INVALID_JSON_FIELD_ERROR'
}

function malformed({ message }: Error): HttpProblem {
  const why = `body is no whole multipart form: ${message.replace(/\.$/, '')}.`
  return invalidRequest([{ field: 'body', message: why }])
}

/** @param name undefined where the part has none */
function unknownField(name: string | undefined): HttpProblem {
  const field = shortenText(name ?? 'A part without a name')
  const message = `${field} is no field of this request: send "request" and "file".`
  return invalidRequest([{ field, message }])
}

function missing(field: string, what: string): HttpProblem {
  return invalidRequest([{ field, message: `${field} is missing: send ${what}.` }])
}
