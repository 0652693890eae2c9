/** The documents by what people come for; `link` as the site has it. A test knows every page. */
export const sidebar = [
  {
    text: 'Begin',
    items: [
      { text: 'What it is', link: '/' },
      { text: 'A tour of ten minutes', link: '/tour' },
      { text: 'Your own bucket', link: '/own-bucket' },
      { text: 'How it compares', link: '/comparison' },
    ],
  },
  {
    text: 'Ask',
    items: [
      { text: 'Choosing labels', link: '/choosing-labels' },
      { text: 'Understanding scores', link: '/scores' },
      { text: 'Teaching and checking', link: '/teach' },
      { text: 'Asking the archive', link: '/query' },
      { text: 'Teaching labels', link: '/teach' },
      { text: 'When and where', link: '/recordings' },
      { text: 'SQL', link: '/sql' },
      { text: 'From Python', link: '/query-from-python' },
      { text: 'From R', link: '/query-from-r' },
    ],
  },
  {
    text: 'Run',
    items: [
      { text: 'Batches and watches', link: '/batches' },
      { text: 'Listening live', link: '/listen' },
      { text: 'Models', link: '/models' },
      { text: 'Deploying', link: '/deploying' },
      { text: 'Running it in production', link: '/operations' },
      { text: 'Performance and sizing', link: '/performance' },
      { text: 'How quickly it answers', link: '/performance-query' },
    ],
  },
  {
    text: 'Look up',
    items: [
      { text: 'At a glance', link: '/at-a-glance' },
      { text: 'The command line', link: '/cli' },
      { text: 'Error codes', link: '/errors' },
      { text: 'Examples', link: '/examples' },
      { text: 'clap-mini', link: '/clap-mini' },
      { text: 'Changes', link: '/changelog' },
    ],
  },
  {
    text: 'Inside',
    items: [
      { text: 'How it works', link: '/architecture' },
      { text: 'Working on it', link: '/contributing' },
    ],
  },
]
