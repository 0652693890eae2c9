/** An element's content: text, elements by name, or several elements of one name. */
export type XmlContent = string | number | boolean | undefined | XmlContent[] | XmlElements
export interface XmlElements {
  [name: string]: XmlContent
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A document of S3's. What is undefined is left out. */
export function writeXml(root: string, content: XmlElements): string {
  const xmlns = root === 'Error' ? '' : ` xmlns="${NAMESPACE}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${xmlns}>${writeContent(content)}</${root}>`
}

function writeContent(content: Exclude<XmlContent, XmlContent[]>): string {
  if (typeof content !== 'object') return escapeText(String(content))
  return Object.entries(content)
    .map(([name, child]) => writeElement(name, child))
    .join('')
}

function writeElement(name: string, content: XmlContent): string {
  if (content === undefined) return ''
  if (Array.isArray(content)) return content.map((one) => writeElement(name, one)).join('')
  return `<${name}>${writeContent(content)}</${name}>`
}

/** Control characters go as references, as S3 sends them: a parser would take a bare CR for a LF. */
function escapeText(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them
    /[&<>"\u0000-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g,
    (sign) => ENTITIES[sign] ?? `&#x${sign.charCodeAt(0).toString(16).toUpperCase()};`,
  )
}
