#!/usr/bin/env node
// npm run audit: known holes of dependencies, but for those that audit-exceptions.json gives a reason for. Ends with 1 where
// there is another one that is high or critical. A registry that answers no audits is said, and is no failure.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './setup.mjs'

const GRAVE = new Set(['high', 'critical'])

/** @returns {{ id: string, reason: string, until: string }[]} */
export function readExceptions() {
  return JSON.parse(readFileSync(join(repository, 'audit-exceptions.json'), 'utf8'))
}

/**
 * What of npm's report is neither excepted nor small.
 *
 * @param {{ vulnerabilities?: Record<string, { via: (string | { url: string, title: string, severity: string })[] }> }} report
 * @param {{ id: string, until: string }[]} exceptions an exception ends with its day
 * @param {Date} now
 */
export function findGrave(report, exceptions, now) {
  const excepted = new Set(
    exceptions.filter(({ until }) => new Date(`${until}T23:59:59Z`) >= now).map(({ id }) => id),
  )
  const advisories = Object.values(report.vulnerabilities ?? {})
    .flatMap(({ via }) => via)
    .filter((cause) => typeof cause === 'object')
    .map(({ url, title, severity }) => ({ id: url.split('/').at(-1) ?? url, title, severity }))
  const grave = advisories.filter(({ id, severity }) => GRAVE.has(severity) && !excepted.has(id))
  return [...new Map(grave.map((advisory) => [advisory.id, advisory])).values()]
}

function audit() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  let report
  try {
    report = JSON.parse(stdout)
  } catch {
    report = {}
  }
  if (!report.vulnerabilities) {
    console.log(
      `The registry answers no audits: ${report.message ?? 'no report came'}. Nothing is checked.`,
    )
    return 0
  }
  const grave = findGrave(report, readExceptions(), new Date())
  for (const { id, title, severity } of grave) console.log(`${severity}: ${title} (${id})`)
  console.log(`${grave.length} grave holes in dependencies that are not excepted.`)
  return grave.length > 0 ? 1 : 0
}

if (process.argv[1] === import.meta.filename) process.exit(audit())
