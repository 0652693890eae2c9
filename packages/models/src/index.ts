export * from './describe-model.js'
export type { HubOptions } from './hub/create-hub-client.js'
export type { InstalledModel, ModelChoice } from './installed-model.js'
export { findKnownModel, type KnownModel, knownModels } from './known-models.js'
export * from './list-models.js'
export * from './pack-model.js'
export {
  type PulledModel,
  type PullOptions,
  type PullProgress,
  pullModel,
} from './pull-model.js'
export * from './remove-model.js'
export * from './use-model.js'
export * from './verify-model.js'
