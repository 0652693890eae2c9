import type { ClapModel } from '@earmark/core'
import type { HeardWindow } from './hear-demo.js'
import { type Label, labelsOf, meanOfNumbers, type Scorer, scoreOne } from './score-words.js'

const TEMPLATES = [
  ['{}'],
  ['Sound of {}'],
  ['This is a sound of {}.'],
  ['a field recording of {}'],
  ['a photo of {}'],
  ['There is no {}'],
  ['{}', 'Sound of {}', 'This is a sound of {}.'],
]

/** Kinds of sound that are in no file of the demo archive, from the model's card. */
const STRANGERS =
  'dog bark, rain, sea waves, baby cry, clock tick, person sneeze, helicopter, chainsaw, rooster, fire crackling, cat meow, cow moo, sheep bleating, pig oink, horse neigh, duck quack, chicken clucking, owl hooting, crow cawing, insect buzzing, stream, pouring water, toilet flush, coughing, breathing, snoring, singing, whistling, heartbeat, door slam, mouse click, coins, camera shutter, hammering, sawing wood, hair dryer, washing machine, electric hum, drill, engine idling, motorcycle, car passing by, airplane, radio static, gunshot, explosion, fireworks, accordion, violin, harp, choir, trumpet, saxophone, clarinet, xylophone'.split(
    ', ',
  )

type Row = { what: string; labels: number; right: number; probability: number; margin: number }

/** How the words and the number of labels change what the demo archive's single sounds are called. */
export async function measureWords(
  model: ClapModel,
  sounds: readonly HeardWindow[],
  scorer: Scorer,
): Promise<Row[]> {
  const names = sounds.map(({ truth }) => truth[0]!)
  const rows: Row[] = []
  for (const templates of TEMPLATES) {
    rows.push(await measure(templates.join(' + '), labelsOf(names, templates)))
  }
  for (const strangers of [20, STRANGERS.length]) {
    const labels = labelsOf([...names, ...STRANGERS.slice(0, strangers)])
    rows.push(await measure('Sound of {}', labels))
  }
  return rows

  async function measure(what: string, labels: Label[]): Promise<Row> {
    const vectors = await scorer.vectorsOf(labels)
    const each = sounds.map(({ embedding }, at) => {
      const { probabilities, similarities } = scoreOne(model, embedding, vectors)
      const others = similarities.filter((_, label) => label !== at)
      const margin = similarities[at]! - Math.max(...others)
      return { probability: probabilities[at]!, margin }
    })
    return {
      what,
      labels: labels.length,
      right: each.filter(({ margin }) => margin > 0).length,
      probability: meanOfNumbers(each.map(({ probability }) => probability)),
      margin: meanOfNumbers(each.map(({ margin }) => margin)),
    }
  }
}
