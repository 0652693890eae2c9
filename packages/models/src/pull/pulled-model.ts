import type { InstalledModel } from '../installed-model.js'

export interface PulledModel extends InstalledModel {
  /** True where it was there already, whole. */
  wasThere: boolean
}
