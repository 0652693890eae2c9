export const OTHERS: Readonly<Record<string, string>>
export function pageOf(source: string): string | null
export function hrefOf(source: string, href: string): string | null
