import { ensureDebianPackage } from './ensure-debian-package.mjs'

/** Chromium for what looks at the page: CHROMIUM_PATH, or Debian's package. @returns {string} the program */
export function ensureChromium() {
  return ensureDebianPackage({
    title: 'Chromium',
    package: 'chromium',
    program: '/usr/bin/chromium',
    variable: 'CHROMIUM_PATH',
  })
}
