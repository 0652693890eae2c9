import type { z } from 'zod'
import type { FieldError } from './http-problem.js'
import { shortenValue } from './shorten.js'

type Issue = z.core.$ZodIssue

/** A request with a hundred thousand wrong keys is answered with the first of them. */
const MAX_ERRORS = 20

/**
 * Says what is wrong with a request in sentences that name the field, the rule and the value received.
 *
 * @param part where the data comes from; `body` is what a wrong body as a whole is called
 */
export function describeIssues(
  issues: readonly Issue[],
  data: unknown,
  part = 'body',
): FieldError[] {
  return issues.flatMap((issue) => describeIssue(issue, data, part)).slice(0, MAX_ERRORS)
}

function describeIssue(issue: Issue, data: unknown, part: string): FieldError[] {
  const value = valueAt(data, issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const path = [...issue.path, key]
        return sentence(path, valueAt(data, path), 'is no field of this request', part)
      })
    case 'invalid_union':
      return describeUnion(issue, data, part)
    default:
      return [sentence(issue.path, value, ruleOf(issue, value), part)]
  }
}

/** Of a union, what the request most probably meant: of the cases of its type, the one with the fewest mistakes. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  data: unknown,
  part: string,
): FieldError[] {
  const isOfItsType = (nested: readonly Issue[]) =>
    !nested.some((one) => one.code === 'invalid_type' && one.path.length === 0)
  const ofItsType = issue.errors.filter(isOfItsType)
  // Of a text or a number, all cases say together what it may be; an object's fields belong to one case.
  const isObject = typeof valueAt(data, issue.path) === 'object'
  const cases = (isObject && ofItsType.length > 0 ? ofItsType : issue.errors)
    .map((nested) => nested.map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as Issue))
    .map((nested) => ({ nested, mistakes: countMistakes(nested) }))
    .sort((a, b) => a.mistakes - b.mistakes)
  const [best, second] = cases
  if (!best || best.mistakes === second?.mistakes) {
    return [sentence(issue.path, valueAt(data, issue.path), issue.message, part)]
  }
  return describeIssues(best.nested, data, part)
}

function countMistakes(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
    0,
  )
}

const typeNames: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const units: Record<string, string> = { string: ' characters', array: ' entries' }

/** The rule that a value breaks, to follow the field's name: "must be at most 10". */
function ruleOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing'
      return `must be ${typeNames[issue.expected] ?? issue.expected}`
    case 'too_big': {
      const limit = issue.maximum.toLocaleString('en')
      return `${bound(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${limit}${units[issue.origin] ?? ''}`
    }
    case 'too_small': {
      if (issue.origin in units && issue.minimum === 1) return 'must not be empty'
      const limit = issue.minimum.toLocaleString('en')
      return `${bound(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${limit}${units[issue.origin] ?? ''}`
    }
    case 'invalid_value':
      return `must be one of ${issue.values.map((allowed) => JSON.stringify(allowed)).join(', ')}`
    default:
      // Formats and rules of our own: their message is written to follow the field's name.
      return issue.message
  }
}

const bound = (origin: string) => (origin in units ? 'must have' : 'must be')

function sentence(
  path: readonly PropertyKey[],
  value: unknown,
  rule: string,
  part: string,
): FieldError {
  const field = path.length === 0 ? part : formatPath(path)
  // Secrets are never echoed, wrong ones neither.
  const isSecret = path.at(-1) === 'secret'
  if (value === undefined || isSecret) return { field, message: `${field} ${rule}.` }
  const shown = shortenValue(value)
  return { field, value: shown, message: `${field} ${rule}; received ${JSON.stringify(shown)}.` }
}

/** `['labelSets', 0, 'labels', 3]` → `labelSets[0].labels[3]` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    return isOwn ? (value as Record<PropertyKey, unknown>)[step] : undefined
  }, data)
}
