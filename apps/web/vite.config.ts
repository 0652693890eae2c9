import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const api = process.env.EARMARK_API_URL ?? 'http://127.0.0.1:3210'

/** Beside each text its compressed forms, which the API sends as they are: nothing is compressed twice. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      const files = readdirSync(dir!, { recursive: true, encoding: 'utf8' })
      for (const file of files.filter((name) => /\.(css|html|js|svg)$/.test(name))) {
        const path = join(dir!, file)
        const content = readFileSync(path)
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
        writeFileSync(`${path}.br`, brotliCompressSync(content))
      }
    },
  }
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    target: 'es2023',
    sourcemap: false,
    // The page's Content-Security-Policy takes fonts from its own host only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    port: 3211,
    proxy: { '/v1': { target: api, changeOrigin: false, ws: true } },
  },
})
