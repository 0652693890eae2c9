export { ConfigError } from './config-error.js'
export { type Connection, readConnectionFile, writeConnectionFile } from './connection-file.js'
export { chosenModelDir, defaultModelDir, modelsDir } from './default-model-dir.js'
export { readEnvironment } from './read-environment.js'
export {
  databaseVariables,
  flagVariable,
  logVariables,
  metricsVariables,
  modelVariables,
  portVariable,
  queueVariables,
  s3Config,
  s3Variables,
  traceVariables,
} from './variables.js'
