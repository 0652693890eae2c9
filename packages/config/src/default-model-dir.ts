import { fileURLToPath } from 'node:url'

/** The embedded model, found from this file: it does not depend on the folder a program was started in. */
export const defaultModelDir: string = fileURLToPath(
  new URL('../../../models/clap-mini', import.meta.url),
)
