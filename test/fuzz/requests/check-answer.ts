import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Document, Operation } from './schema.js'

export interface GivenAnswer {
  status: number
  type: string
  text: string
}

/** @returns why an answer is none that the document promises; null where it is */
export type AnswerCheck = (operation: Operation, answer: GivenAnswer) => string | null

export function createAnswerCheck(document: Document): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  formats.default(ajv)
  ajv.addSchema(document, 'document')
  const known = new Map<string, ValidateFunction>()

  function validatorOf(pointer: string): ValidateFunction {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` })
    known.set(pointer, validate)
    return validate
  }

  return (operation, { status, type, text }) => {
    if (status >= 500) return `It was answered with ${status}: ${text.slice(0, 500)}`
    const promised = operation.answers[status]
    if (!promised) return `${status} is no answer that the document promises: ${text.slice(0, 500)}`
    const content = promised.content ?? {}
    if (Object.keys(content).length === 0) {
      return text === '' ? null : `${status} should have no body: ${text.slice(0, 500)}`
    }
    const base = type.split(';')[0]?.trim() ?? ''
    if (!(base in content))
      return `${status} came as ${JSON.stringify(type)}: ${text.slice(0, 500)}`
    if (!/json$/.test(base) || base === 'application/x-ndjson') return null
    const { path, method } = operation
    const validate = validatorOf(
      [
        '',
        'paths',
        path,
        method.toLowerCase(),
        'responses',
        String(status),
        'content',
        base,
        'schema',
      ]
        .map(toPointer)
        .join('/'),
    )
    if (validate(JSON.parse(text))) return null
    return `${status} is not as the document says (${ajv.errorsText(validate.errors)}): ${text.slice(0, 500)}`
  }
}

/** As a part of a JSON pointer in a URL's fragment. */
function toPointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}
