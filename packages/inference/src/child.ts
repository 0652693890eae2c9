/** The entry of an inference process: one model, one call at a time. Started by startInferenceProcess. */

// Ctrl-C and a supervisor's stop reach the whole process group. The parent decides when its children end, so that work
// in progress can be finished; set before the slow imports.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

const { answerCalls } = await import('./answer-calls.js')
answerCalls()

export {}
