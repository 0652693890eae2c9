/** What a batch has passed over; null where nothing. */
export function describeLeftOut(count: number): string | null {
  if (count === 0) return null
  const objects = `${count.toLocaleString('en')} ${count === 1 ? 'object was' : 'objects were'} left out`
  return `${objects}, no audio by name or type. --include "*.raw" would take what it names.`
}
