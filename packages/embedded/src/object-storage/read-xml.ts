import sax from 'sax'
import { S3Error } from './s3-error.js'

export interface XmlElement {
  name: string
  text: string
  children: XmlElement[]
}

/** Only the five entities of XML itself; the types do not know the option. */
const OPTIONS = { trim: false, strictEntities: true }
/** S3's own documents go no deeper than four. */
const MAX_DEPTH = 8

/**
 * Reads a document without a document type, so that no entity stands for anything but a character.
 *
 * @throws S3Error MalformedXML
 */
export function readXml(text: string): XmlElement {
  const parser = sax.parser(true, OPTIONS)
  const document: XmlElement = { name: '', text: '', children: [] }
  const open: XmlElement[] = [document]
  parser.onerror = (error) => fail(error.message.split('\n')[0] ?? '')
  parser.ondoctype = () => fail('a document type is not allowed')
  parser.onopentag = ({ name }) => {
    if (open.length > MAX_DEPTH) fail('it is nested too deeply')
    const element: XmlElement = { name: name.replace(/^.*:/, ''), text: '', children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  }
  parser.onclosetag = () => {
    open.pop()
  }
  const addText = (piece: string) => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.ontext = addText
  parser.oncdata = addText
  parser.write(text).close()
  const [root] = document.children
  if (!root) fail('it is empty')
  return root
}

/** The text of an element's only child of that name, or undefined. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text
}

function fail(why: string): never {
  throw new S3Error('MalformedXML', `The body is not the XML that S3 asks for: ${why}`)
}
