/** The reference pipeline's own template. */
export const DEFAULT_TEMPLATE = 'This is a sound of {}.'

/** Puts a label in the place of the template's `{}`. Nothing else in either has a meaning. */
export function expandTemplate(template: string, label: string): string {
  // A function, because in a replacement string `$&` would mean something.
  return template.replace('{}', () => label)
}
