import { objectFilter } from '@earmark/contract'
import type { z } from 'zod'
import { findGlobProblem } from './glob.js'

/** Globs as requests have them, of which each must mean something. */
function compilable<Globs extends z.ZodType<string[] | undefined>>(globs: Globs) {
  return globs.superRefine((list, context) => {
    for (const [index, input] of (list ?? []).entries()) {
      const message = findGlobProblem(input)
      if (message !== null) context.issues.push({ code: 'custom', message, input, path: [index] })
    }
  })
}

/** Which objects under a prefix are meant: the fields of a request, all optional. */
export const objectFilterShape = {
  ...objectFilter,
  include: compilable(objectFilter.include),
  exclude: compilable(objectFilter.exclude),
}
