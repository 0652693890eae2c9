/** What one look came to. */
export type Finding = {
  what: string
  /** `unknown`: it could not be looked at, because something else is wrong or does not concern this machine. */
  state: 'right' | 'wrong' | 'unknown'
  says: string
  /** What to do where it is wrong. */
  mend?: string
}

/**
 * Looks at something. A look that fails is a finding, and its reason what it says.
 *
 * @param look what is right, or a finding of its own
 */
export async function find(
  what: string,
  mend: string,
  look: () => Promise<string | Omit<Finding, 'what'>>,
): Promise<Finding> {
  try {
    const found = await look()
    return typeof found === 'string' ? { what, state: 'right', says: found } : { what, ...found }
  } catch (error) {
    const { describeError } = await import('../../errors/describe-error.js')
    return { what, state: 'wrong', says: describeError(error).text, mend }
  }
}
