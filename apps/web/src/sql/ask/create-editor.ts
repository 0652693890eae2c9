import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { PostgreSQL, type SQLNamespace, sql } from '@codemirror/lang-sql'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { Compartment, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { editorLook } from './editor-look'

export const language = new Compartment()

/**
 * Types over a selection. The browser would keep the look of what was selected in a style attribute, which the
 * Content-Security-Policy refuses and the console then tells of.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event
    const { empty, from, to } = view.state.selection.main
    if (inputType !== 'insertText' || data === null || empty || view.composing) return false
    event.preventDefault()
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), {
        scrollIntoView: true,
        userEvent: 'input.type',
      })
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert())
    return true
  },
})

/** SQL as this Postgres speaks it, completing what is there. */
export function speak(schema: SQLNamespace) {
  return sql({ dialect: PostgreSQL, schema, defaultSchema: 'earmark' })
}

/**
 * An editor within a shadow root. There its styles are sheets that are adopted; in the page itself they would be style
 * elements, which the Content-Security-Policy refuses. Tab leaves it, as it leaves any field.
 */
export function createEditor({
  place,
  statement,
  onChange,
  onRun,
}: {
  place: HTMLElement
  statement: string
  onChange: (statement: string) => void
  onRun: (statement: string) => void
}): EditorView {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' })
  const run = (view: EditorView) => {
    onRun(view.state.doc.toString())
    return true
  }
  return new EditorView({
    root,
    parent: root as unknown as Element,
    doc: statement,
    extensions: [
      // Before the editor's own keys: its own would write a line.
      Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      typeOver,
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false }),
      language.of(speak({})),
      placeholder('select … from earmark.results'),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'SQL statement' }),
      EditorView.updateListener.of(({ state, docChanged }) => {
        if (docChanged) onChange(state.doc.toString())
      }),
      editorLook,
    ],
  })
}
