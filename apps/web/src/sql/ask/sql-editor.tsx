import { setDiagnostics } from '@codemirror/lint'
import type { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { SqlDescription } from '../sql-queries'
import { toNamespace } from './completion'
import { createEditor, language, speak } from './create-editor'
import { placeOfError } from './place-of-error'
import styles from './sql-editor.module.css'

/** What is typed is told of when it rests, and before it runs. */
const TYPING_MS = 300

/** A statement as it is written: completes what there is to ask, and marks where Postgres found it wrong. */
export function SqlEditor({
  statement,
  description,
  mistake,
  onChange,
  onRun,
}: {
  statement: string
  description: SqlDescription | undefined
  mistake: { statement: string; position: number; message: string } | undefined
  onChange: (statement: string) => void
  onRun: (statement: string) => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(undefined)
  const told = useRef(statement)
  const latest = useRef({ onChange, onRun })
  latest.current = { onChange, onRun }

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const view = createEditor({
      place: place.current!,
      statement: told.current,
      onChange(text) {
        clearTimeout(timer)
        timer = setTimeout(() => tell(text), TYPING_MS)
      },
      onRun(text) {
        clearTimeout(timer)
        told.current = text
        latest.current.onRun(text)
      },
    })
    const tell = (text: string) => {
      if (text === told.current) return
      told.current = text
      latest.current.onChange(text)
    }
    editor.current = view
    return () => {
      clearTimeout(timer)
      view.destroy()
    }
  }, [])

  // From elsewhere: an example, a step back.
  useEffect(() => {
    const view = editor.current
    if (!view || statement === told.current) return
    told.current = statement
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: statement } })
  }, [statement])

  useEffect(() => {
    if (!description) return
    editor.current?.dispatch({
      effects: language.reconfigure(speak(toNamespace(description))),
    })
  }, [description])

  useEffect(() => {
    const view = editor.current
    if (!view) return
    const isOfThis = mistake !== undefined && mistake.statement === view.state.doc.toString()
    const marks = isOfThis
      ? [
          {
            ...placeOfError(mistake.statement, mistake.position),
            severity: 'error' as const,
            message: mistake.message,
          },
        ]
      : []
    view.dispatch(setDiagnostics(view.state, marks))
  }, [mistake])

  return <div className={styles.editor} data-testid="sql-editor" ref={place} />
}
