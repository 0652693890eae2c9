import type { Command } from 'commander'
import type { Context } from './context.js'

/** A command as `earmark --help` shows it, and where it is: loading one loads what it needs. */
export interface CommandEntry {
  /** Its name and arguments. */
  usage: string
  description: string
  /** Whether it is made of commands, and has no options of its own. */
  isGroup?: true
  /** Of one command: false where it has none. */
  hasOptions?: false
  /** Whether programs call it, and not people. */
  isHidden?: true
  load: () => Promise<(program: Command, context: Context) => void>
}

/** In the order of `earmark --help`; a test compares each with its command. */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'classify <file>',
    description: 'say which labels fit one file or object; needs no server',
    load: async () => (await import('./commands/classify/classify.js')).addClassifyCommand,
  },
  {
    usage: 'listen',
    description: 'say what sounds, live: at the microphone, a camera or a radio; needs no server',
    load: async () => (await import('./commands/listen/listen.js')).addListenCommand,
  },
  {
    usage: 'upload <folder> <s3-url>',
    description: "upload a folder's audio files to S3; what is there already is skipped",
    load: async () => (await import('./commands/tag/upload.js')).addUploadCommand,
  },
  {
    usage: 'tag [s3-url]',
    description: 'tag everything under an S3 prefix, or in a list: makes a batch',
    load: async () => (await import('./commands/tag/tag.js')).addTagCommand,
  },
  {
    usage: 'batch',
    isGroup: true,
    description: 'look at batches and steer them',
    load: async () => (await import('./commands/batch/batch.js')).addBatchCommand,
  },
  {
    usage: 'results',
    description: 'list what was heard, the surest first',
    load: async () => (await import('./commands/results/results.js')).addResultsCommand,
  },
  {
    usage: 'label-set',
    isGroup: true,
    description: 'look at label sets, make ones with all that they may have, and teach them',
    load: async () => (await import('./commands/label-set/label-set.js')).addLabelSetCommand,
  },
  {
    usage: 'retag [label-set]',
    description: 'score what was heard under other labels, without decoding it again',
    load: async () => (await import('./commands/retag/retag.js')).addRetagCommand,
  },
  {
    usage: 'retagging',
    isGroup: true,
    description: 'look at the scoring that retag began, and steer it',
    load: async () => (await import('./commands/retag/retagging.js')).addRetaggingCommand,
  },
  {
    usage: 'calibrate <label-set>',
    description:
      'measure what each label sounds like by chance in this archive, and detect what stands out',
    load: async () => (await import('./commands/results/calibrate.js')).addCalibrateCommand,
  },
  {
    usage: 'detections',
    description: 'list where calibrated labels stand out from the background',
    load: async () => (await import('./commands/results/detections.js')).addDetectionsCommand,
  },
  {
    usage: 'activity',
    description: 'say at what hour, or on what day, a label is heard at each site',
    load: async () => (await import('./commands/metadata/activity/activity.js')).addActivityCommand,
  },
  {
    usage: 'metadata',
    isGroup: true,
    description: 'say when and where objects were recorded, and ask how much of it is known',
    load: async () => (await import('./commands/metadata/metadata.js')).addMetadataCommand,
  },
  {
    usage: 'review',
    description: 'listen to moments of a label, and say with a key whether it is right',
    load: async () => (await import('./commands/review/review.js')).addReviewCommand,
  },
  {
    usage: 'annotate <object> <label> <verdict>',
    description: 'say whether a label is right for an object, or for a moment of it',
    load: async () => (await import('./commands/annotate/annotate.js')).addAnnotateCommand,
  },
  {
    usage: 'annotations',
    description: 'list what people said of labels',
    load: async () => (await import('./commands/annotate/annotations.js')).addAnnotationsCommand,
  },
  {
    usage: 'search <text>',
    description: 'find the moments that sound most like a text',
    load: async () => (await import('./commands/search/search.js')).addSearchCommand,
  },
  {
    usage: 'similar <object>',
    description: 'find what sounds like an object',
    load: async () => (await import('./commands/search/similar.js')).addSimilarCommand,
  },
  {
    usage: 'index',
    isGroup: true,
    description: 'the index that makes search fast in large archives',
    load: async () => (await import('./commands/search/index.js')).addIndexCommand,
  },
  {
    usage: 'watch',
    isGroup: true,
    description: 'keep a prefix tagged that grows: saved sources, scanned again and again',
    load: async () => (await import('./commands/watch/watch.js')).addWatchCommand,
  },
  {
    usage: 'prune',
    description: 'forget batches that ended long ago; what was heard and its results stay',
    load: async () => (await import('./commands/database/prune.js')).addPruneCommand,
  },
  {
    usage: 'sql <statement>',
    description: 'run one SQL statement, read-only',
    load: async () => (await import('./commands/database/sql.js')).addSqlCommand,
  },
  {
    usage: 'export',
    isGroup: true,
    description: 'write results, detections, embeddings or clips of sound for other tools',
    load: async () => (await import('./commands/export/export.js')).addExportCommand,
  },
  {
    usage: 'eval [folder]',
    description: 'measure how well a model hears what people labelled, by the clip or with times',
    load: async () => (await import('./commands/eval/eval.js')).addEvalCommand,
  },
  {
    usage: 'model',
    isGroup: true,
    description: 'fetch models, check them, choose one',
    load: async () => (await import('./commands/model/model.js')).addModelCommand,
  },
  {
    usage: 'migrate',
    description: "bring the database to this version's schema; running it again changes nothing",
    load: async () => (await import('./commands/database/migrate.js')).addMigrateCommand,
  },
  {
    usage: 'status',
    description: 'the archive, the workers and what runs, in one screen',
    load: async () => (await import('./commands/status/status.js')).addStatusCommand,
  },
  {
    usage: 'doctor',
    description: 'look whether all is there that Earmark needs, and say how to mend what is not',
    load: async () => (await import('./commands/doctor/doctor.js')).addDoctorCommand,
  },
  {
    usage: 'completion <shell>',
    hasOptions: false,
    description: 'print what makes a shell complete commands, label sets, batches and S3 prefixes',
    load: async () => (await import('./commands/completion/completion.js')).addCompletionCommand,
  },
  {
    usage: 'complete [words...]',
    isHidden: true,
    description: 'print what the last of some words may become, for a shell that completes',
    load: async () => (await import('./commands/completion/complete.js')).addCompleteCommand,
  },
  {
    usage: 'key',
    isGroup: true,
    description: 'manage API keys',
    load: async () => (await import('./commands/key/key.js')).addKeyCommand,
  },
  {
    usage: 'sign-in',
    description: 'print a link that signs a browser in to the page, once, within ten minutes',
    load: async () => (await import('./commands/session/sign-in.js')).addSignInCommand,
  },
]

export function nameOf({ usage }: CommandEntry): string {
  return usage.split(' ')[0] ?? usage
}
