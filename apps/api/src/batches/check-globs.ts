import type { Source } from '@earmark/contract'
import { objectFilterShape } from '@earmark/source'
import { z } from 'zod'
import { describeIssues } from '../http/describe-issues.js'
import { invalidRequest } from '../http/http-problem.js'

const globs = z.object({ source: z.object(objectFilterShape) })

/** @throws HttpProblem 400 naming each glob of a request's source that means nothing */
export function checkGlobs(source: Source): void {
  const body = { source }
  const parsed = globs.safeParse(body)
  if (!parsed.success) throw invalidRequest(describeIssues(parsed.error.issues, body))
}
