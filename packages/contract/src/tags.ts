/** The chapters of the document. */
export const tags = [
  { name: 'stats', description: 'The whole archive in figures.' },
  { name: 'batches', description: 'Requests to tag many objects.' },
  { name: 'results', description: 'What was heard, in which object.' },
  { name: 'objects', description: 'One recording: its sound, and what its windows sound like.' },
  { name: 'buckets', description: 'What lies in S3, heard or not.' },
  { name: 'label sets', description: 'Immutable, versioned lists of labels with a template.' },
  { name: 'search', description: 'Moments of the archive by words, or by what sounds like them.' },
  { name: 'sql', description: 'Any question at all, in SQL.' },
  { name: 'retaggings', description: 'Other labels for what was heard before.' },
  { name: 'watches', description: 'Prefixes that are kept tagged, by the clock or by events.' },
  { name: 'annotations', description: 'What people say of labels: right or wrong.' },
  { name: 'models', description: 'What has been used here, and how two of them differ.' },
  { name: 'classify', description: 'One clip, answered at once.' },
  { name: 'keys', description: 'Who may call this API.' },
  { name: 'session', description: 'Signing a browser in and out.' },
  { name: 'health', description: 'For load balancers and people.' },
]
