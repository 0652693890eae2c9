import {
  createRetagging,
  type Database,
  getRetagging,
  type NewRetagging,
  type Retagging,
} from '@earmark/db'

/** Makes a re-tagging, which workers take up. @returns it as it is then */
export async function startRetagging(db: Database, wanted: NewRetagging): Promise<Retagging> {
  const { id } = await createRetagging(db, wanted)
  return (await getRetagging(db, id)) as Retagging
}
