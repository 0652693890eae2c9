import { join } from 'node:path'
import { ensureDebianPackage } from './ensure-debian-package.mjs'

/**
 * Prometheus for the tests of figures and alerts: PROMETHEUS_PATH, or Debian's package; promtool lies beside it.
 *
 * @returns {{ prometheus: string, promtool: string }} the programs
 */
export function ensurePrometheus() {
  const prometheus = ensureDebianPackage({
    title: 'Prometheus',
    package: 'prometheus',
    program: '/usr/bin/prometheus',
    variable: 'PROMETHEUS_PATH',
  })
  return { prometheus, promtool: join(prometheus, '..', 'promtool') }
}
