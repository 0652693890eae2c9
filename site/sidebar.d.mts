export const sidebar: readonly {
  text: string
  items: readonly { text: string; link: string }[]
}[]
