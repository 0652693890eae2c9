import { existsSync, readFileSync } from 'node:fs'
import { modelUnsupported } from './model-file.js'

export type ExecutionProvider = 'cpu' | 'cuda' | 'coreml' | 'dml'

export const executionProviders: readonly ExecutionProvider[] = ['cpu', 'cuda', 'coreml', 'dml']

const CUDA_DRIVER = 'libcuda.so.1'
const CUDA_DRIVER_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/lib/wsl/lib',
  '/usr/local/nvidia/lib64',
  '/usr/local/cuda/compat',
]

/**
 * Refuses an execution provider that this machine cannot have. CUDA is looked for on disk, because asking ONNX Runtime
 * for it without a driver ends the process with SIGSEGV instead of an error.
 *
 * @throws EarmarkError MODEL_UNSUPPORTED, saying what is missing
 */
export function checkExecutionProvider(provider: ExecutionProvider): void {
  if (provider === 'coreml' && process.platform !== 'darwin') {
    throw modelUnsupported('The execution provider "coreml" exists on macOS only: choose "cpu".')
  }
  if (provider === 'dml' && process.platform !== 'win32') {
    throw modelUnsupported('The execution provider "dml" exists on Windows only: choose "cpu".')
  }
  if (provider === 'cuda' && !hasCudaDriver()) {
    throw modelUnsupported(
      `The execution provider "cuda" needs NVIDIA's driver, but ${CUDA_DRIVER} is not installed here: install the driver (in a container, start it with its GPU), or choose "cpu".`,
    )
  }
}

function hasCudaDriver(): boolean {
  if (process.platform === 'win32') {
    return existsSync('C:\\Windows\\System32\\nvcuda.dll')
  }
  if (CUDA_DRIVER_FOLDERS.some((folder) => existsSync(`${folder}/${CUDA_DRIVER}`))) return true
  return cachedLibraryPaths(CUDA_DRIVER).some((path) => existsSync(path))
}

/** Where the dynamic linker's cache places a library: the paths stand in it as NUL-terminated text. */
function cachedLibraryPaths(library: string): string[] {
  try {
    const entries = readFileSync('/etc/ld.so.cache', 'latin1').split('\0')
    return entries.filter((entry) => entry.startsWith('/') && entry.endsWith(`/${library}`))
  } catch {
    return [] // no glibc, no cache
  }
}
