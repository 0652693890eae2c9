import { EarmarkError } from '@earmark/core'
import { createHubClient, DEFAULT_ENDPOINT, type HubOptions } from '../hub/create-hub-client.js'
import { modelHome } from '../model-home.js'
import { checkDtype, resolveModelName } from '../model-name.js'
import { lockedFor } from './locked-for.js'
import { pullFromFolder } from './pull-from-folder.js'
import { pullFromHub } from './pull-from-hub.js'
import { pullFromTar } from './pull-from-tar.js'
import type { PullContext, PullOptions } from './pull-options.js'
import type { PulledModel } from './pulled-model.js'

/**
 * Brings a model into the folder of models: downloads what is missing, compares it with the pins, the lock file and
 * the hub's own hashes, and moves it into place in one step. An interrupted pull goes on where it stopped when it is
 * called again. Nothing is downloaded but on this call.
 *
 * @throws EarmarkError NOT_FOUND, ACCESS_DENIED, HUB_UNAVAILABLE, MODEL_INVALID where bytes are not what they should be,
 *   MODEL_UNSUPPORTED, FOLDER_UNWRITABLE, INVALID_REQUEST, CANCELLED
 */
export async function pullModel(options: PullOptions): Promise<PulledModel> {
  const { from } = options
  const context: PullContext = {
    ...options,
    home: modelHome(options.home),
    name: resolveModelName(options.name),
    dtype: checkDtype(options.dtype),
    onProgress: options.onProgress ?? (() => {}),
  }
  checkLogitScale(options.logitScaleA)
  const isAddress = from !== undefined && /^https?:\/\//i.test(from)
  if (from !== undefined && !isAddress) {
    return /\.tar$/i.test(from) ? pullFromTar(context, from) : pullFromFolder(context, from)
  }
  const hub = createHubClient(hubOf(options.hub ?? {}, from))
  try {
    return await lockedFor(context, context.dtype ?? 'fp32', (dtype) =>
      pullFromHub({ ...context, dtype }, hub),
    )
  } finally {
    await hub.close()
  }
}

/** The token is the hub's own: a mirror that is asked for by name does not get it. */
function hubOf(hub: HubOptions, from: string | undefined): HubOptions {
  const { endpoint = DEFAULT_ENDPOINT, token } = hub
  if (from === undefined) return hub
  const isSame = URL.canParse(from) && new URL(from).origin === new URL(endpoint).origin
  return { ...hub, endpoint: from, token: isSame ? token : undefined }
}

function checkLogitScale(value: number | undefined): void {
  if (value === undefined || (Number.isFinite(value) && Math.abs(value) <= 10)) return
  throw new EarmarkError(
    'INVALID_REQUEST',
    `The logit scale must be the checkpoint's logit_scale_a, a natural logarithm between -10 and 10; received ${value}.`,
    { permanent: true, field: 'logitScaleA', value },
  )
}
