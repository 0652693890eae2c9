/** The last part of a key, which is what people call an object. */
export function fileName(key: string): string {
  return key.split('/').findLast((part) => part !== '') ?? key
}
