import type { LeftOut, Reason } from '../annotations/left-out.js'

const what: Record<Reason, [one: string, many: string, then: string]> = {
  'impossible-time': [
    'row has an impossible time',
    'rows have impossible times',
    'a start and an end in seconds are needed, in this order',
  ],
  'no-label': ['row has no label', 'rows have no label', 'left out'],
  'low-confidence': [
    'row is less confident than --min-confidence',
    'rows are less confident than --min-confidence',
    'left out',
  ],
  'no-file': [
    'row is of a recording that is not there',
    'rows are of recordings that are not there',
    'left out',
  ],
  'unclear-file': [
    'row is of a recording of whose name there are several',
    'rows are of recordings of whose name there are several',
    'write more of the path',
  ],
  'beyond-the-end': [
    'row begins after the end of its recording',
    'rows begin after the end of their recordings',
    'left out',
  ],
  ignored: [
    'row has a label that --map ignores',
    'rows have labels that --map ignores',
    'left out',
  ],
  'unknown-label': [
    'row has a label that is not asked for',
    'rows have labels that are not asked for',
    'left out; --map says what they are called here',
  ],
  'too-short': [
    'row covers too little of any window, and counts as nothing',
    'rows cover too little of any window, and count as nothing',
    'shorter windows (--window) or a lower --min-overlap take them in',
  ],
}

/** What is left out and why, in a sentence with the first examples. */
export function describeLeftOut({ reason, count, examples }: LeftOut): string {
  const [one, many, then] = what[reason]
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}, such as ${examples.join('; ')}: ${then}.`
}
