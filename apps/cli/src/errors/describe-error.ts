import { ApiError } from '@earmark/client'
import { ConfigError } from '@earmark/config/config-error'
import { EarmarkError } from '@earmark/core/errors'
import { cleanText } from '@earmark/terminal/clean-text'
import { describeDatabaseError } from './describe-database-error.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { inOwnWords } from './in-own-words.js'
import { UsageError } from './usage-error.js'

export type ErrorDescription = {
  /** Lines for people, already clean. */
  text: string
  exitCode: ExitCode
  /** Shown only with EARMARK_DEBUG or for defects: where it happened. */
  isDefect: boolean
}

/** What was typed is wrong, whoever finds that out: the API or this program. */
const usageCodes = new Set(['INVALID_LABEL_SET', 'INVALID_REQUEST'])
/** Fields that hold names: one that nothing has is misspelt. A number that is gone may have been there a moment ago. */
const NAME_FIELD = /^(label|labelSet|labelSets\[\d+\]\.(name|id)|model|code|name|a|b)$/

/** Says in a person's words what went wrong, and with which exit code the process ends. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof UsageError || error instanceof ConfigError) {
    return describe(error.message.split('\n'), exitCodes.usage)
  }
  if (error instanceof ApiError) {
    return describe(apiLines(error), exitCodeOf(error.code, error.problems[0]?.field))
  }
  if (error instanceof EarmarkError) {
    return describe([error.message], exitCodeOf(error.code, error.field))
  }
  const databaseLines = describeDatabaseError(error)
  if (databaseLines) return describe(databaseLines, exitCodes.error)
  if (error instanceof Error && 'syscall' in error) {
    return describe([describeSystemError(error)], exitCodes.error)
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { ...describe(message.split('\n'), exitCodes.error), isDefect: true }
}

function exitCodeOf(code: string, field = ''): ExitCode {
  const isMisspelt = code === 'NOT_FOUND' && NAME_FIELD.test(field)
  return isMisspelt || usageCodes.has(code) ? exitCodes.usage : exitCodes.error
}

function describe(lines: string[], exitCode: ExitCode): ErrorDescription {
  return { text: lines.map(cleanText).join('\n'), exitCode, isDefect: false }
}

function apiLines(error: ApiError): string[] {
  const lines = [inOwnWords(error.message)]
  for (const { message } of error.problems) {
    // Each names its field and the value received; the detail may have told them all already.
    if (!error.message.includes(message)) lines.push(`  ${inOwnWords(message)}`)
  }
  if (error.code === 'API_UNREACHABLE') {
    lines[0] += ' Start it with npm start, or set EARMARK_API_URL to where it runs.'
  }
  if (error.code === 'UNAUTHORIZED') {
    lines.push('  The key comes from EARMARK_API_KEY, otherwise from .earmark/connection.json.')
  }
  return lines
}

const systemErrors: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission is denied',
  EPERM: 'you may not do that with it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is not a folder',
  EMFILE: 'too many files are open',
  ENOSPC: 'the disk is full',
}

function describeSystemError(error: Error): string {
  const { code = '', path } = error as NodeJS.ErrnoException
  const reason = systemErrors[code]
  return reason && path ? `${path}: ${reason}.` : error.message
}
