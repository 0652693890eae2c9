import type { Answer } from '../answer.js'
import { checkReadConditions } from '../check-conditions.js'
import { objectHeaders } from '../object-headers.js'
import type { Call, Operation } from '../operation.js'
import { readRange } from '../read-range.js'

const PARAMETERS = ['response-content-type', 'response-content-disposition']

export const getObject: Operation = {
  method: 'GET',
  of: 'object',
  takes: PARAMETERS,
  run: answerObject,
}

/** The same without the body, which is never sent to a HEAD. */
export const headObject: Operation = {
  method: 'HEAD',
  of: 'object',
  takes: PARAMETERS,
  run: answerObject,
}

async function answerObject({ buckets, request }: Call): Promise<Answer> {
  const { headers, key } = request
  const bucket = await buckets.get(request.bucket)
  const { handle, version } = await bucket.open(key)
  try {
    checkReadConditions(headers, version)
    const range = readRange(headers.get('range'), version.size)
    const { start, end } = range ?? { start: 0, end: version.size - 1 }
    return {
      status: range ? 206 : 200,
      headers: {
        ...objectHeaders(request, version),
        'content-length': String(end - start + 1),
        ...(range && { 'content-range': `bytes ${start}-${end}/${version.size}` }),
      },
      file: { handle, start, end },
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}
