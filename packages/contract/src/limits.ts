// What requests are measured by, and the words they may be answered with. The packages that do the work have some of these
// too, since they do not know HTTP: apps/api/test/http/same-as-contract.test.ts holds them together.

/** Of a label set. */
export const MAX_LABELS = 5000
/** Moments that one label is learned from. */
export const MAX_EXAMPLES = 1000
/** How a label becomes a prompt, unless a label set says otherwise. */
export const DEFAULT_TEMPLATE = 'This is a sound of {}.'
/** Objects that a request may list. */
export const MAX_KEYS = 100_000
/** Scores of each window of an object, unless asked otherwise. */
export const DEFAULT_TOP_SCORES = 20
/** What a request may say of keys and prefixes. */
export const MAX_METADATA_ROWS = 100_000
/** Answers to labels at moments in one request. */
export const MAX_ANNOTATIONS = 1000
/** Below, comparing every window takes milliseconds: an index would be of no use. */
export const MIN_INDEXED_WINDOWS = 20_000
/** Words that an object's windows are scored under at once. */
export const MAX_WORDS = 500
/** Scores of one answer: windows times labels. More would be tens of megabytes. */
export const MAX_SCORES = 1_000_000
/** Seconds of a clip that is cut from an object. */
export const MAX_CLIP_S = 60
/** How long a signed address may hold. */
export const MAX_AUDIO_URL_S = 7 * 24 * 3600
