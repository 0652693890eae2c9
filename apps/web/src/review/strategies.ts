/** In which order moments come, in people's words. */
export const strategies = [
  {
    name: 'uncertain',
    title: 'least sure',
    meaning: 'Around the threshold: each answer says most.',
  },
  { name: 'likely', title: 'surest', meaning: 'The highest scores first.' },
  {
    name: 'random',
    title: 'random',
    meaning: 'Any moment: the precision is that of the whole archive.',
  },
  { name: 'spread', title: 'spread', meaning: 'Evenly from the lowest score to the highest.' },
  {
    name: 'diverse',
    title: 'diverse',
    meaning: 'What sounds least like the others, and like what was answered.',
  },
] as const
