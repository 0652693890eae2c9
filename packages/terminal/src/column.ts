export type Column = {
  title: string
  align?: 'left' | 'right'
  /** Cells longer than this many terminal columns are cut, with an ellipsis; to less where the terminal is narrow. */
  maxWidth?: number
  /** An address or a path is cut in its middle: its end says most. */
  isPath?: boolean
  /** Sentences: whole in any case, on several lines where there is too little room for one. */
  isText?: boolean
  /** Says nothing that another column does not say: left out where the terminal is narrow. */
  isOrnament?: boolean
}
