import { readFile, stat } from 'node:fs/promises'
import type { FileReading } from '#policy/files.ts'
import { errorCode } from './error-code.ts'

/** Of one file; tuple files of tests are the largest that are sensible. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

/** Other bytes than those of a text are told; read as one, they would be written back as another. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a file. A pipe or device is not read: it may never end. */
export async function readText(path: string): Promise<FileReading> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return refused('is a folder')
    if (!found.isFile()) return refused('is no file')
    if (found.size > MAX_FILE_BYTES) return refused('is larger than 64 MiB')
    return { kind: 'text', text: UTF8.decode(await readFile(path)) }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return refused('is not there')
    return refused(code === NOT_UTF8 ? 'is no text in UTF-8' : `cannot be read (${code})`)
  }
}

const NOT_UTF8 = 'ERR_ENCODING_INVALID_ENCODED_DATA'

function refused(reason: string): FileReading {
  return { kind: 'refused', reason }
}
