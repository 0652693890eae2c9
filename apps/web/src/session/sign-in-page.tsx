import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef } from 'react'
import { api } from '../api/client'
import { Button } from '../ui/button'
import { Mark } from '../ui/mark'
import { Problem } from '../ui/problem'
import styles from './sign-in-page.module.css'

const route = getRouteApi('/sign-in')

/** By the code of the link that was printed, which leaves the URL at once, or by an API key. */
export function SignInPage() {
  const { code, next } = route.useSearch()
  const router = useRouter()
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const signIn = useMutation({
    mutationFn: (proof: { code: string } | { key: string }) => api.signIn(proof),
    async onSuccess() {
      queries.clear()
      await router.navigate({ href: isOwnPath(next) ? next : '/', replace: true })
    },
  })
  const tried = useRef(false)
  const { mutate } = signIn
  useEffect(() => {
    if (code === undefined || tried.current) return
    tried.current = true
    navigate({ search: { next }, replace: true }).catch(() => {})
    mutate({ code })
  }, [code, next, navigate, mutate])

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const key = new FormData(event.currentTarget).get('key')
    if (typeof key === 'string' && key !== '') mutate({ key: key.trim() })
  }

  return (
    <main className={styles.page}>
      <div className={styles.brand}>
        <Mark /> Earmark
      </div>
      <h1>Sign in</h1>
      <p className={styles.hint}>
        <code>npm start</code> prints a link that signs a browser in;{' '}
        <code>npx earmark sign-in</code> prints another. Elsewhere, paste an API key.
      </p>
      <form className={styles.form} onSubmit={submit}>
        <label htmlFor="key">API key</label>
        <input
          autoComplete="off"
          className={styles.input}
          id="key"
          name="key"
          placeholder="em_…"
          spellCheck={false}
          type="password"
        />
        <Button isDisabled={signIn.isPending} kind="main" type="submit">
          {signIn.isPending ? 'Signing in …' : 'Sign in'}
        </Button>
      </form>
      {signIn.isError && <Problem error={signIn.error} isInline />}
    </main>
  )
}

/** A page of ours, not an address that a link brought along. */
function isOwnPath(next: string | undefined): next is string {
  if (next === undefined || !next.startsWith('/')) return false
  return new URL(next, window.location.origin).origin === window.location.origin
}
