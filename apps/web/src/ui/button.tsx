import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'className'> & {
  /** `main`: the one that people came for. */
  kind?: 'main' | 'plain' | 'quiet'
  isDisabled?: boolean
}

export function Button({
  kind = 'plain',
  isDisabled = false,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      className={styles.button}
      data-kind={kind}
      disabled={isDisabled}
      type={type}
    />
  )
}
