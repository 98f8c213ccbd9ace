/** Digests by which a plan is known again. */

/** Texts are digested in pieces of some size: millions of changes are no single string. */
const PIECE_LENGTH = 64 * 1024

/** SHA-256 over lines, in pieces that each digest the one before: `sha256:` and 64 hex digits. */
export async function digestOf(lines: Iterable<string>): Promise<string> {
  const utf8 = new TextEncoder()
  let digest = ''
  let piece = ''
  const close = async () => {
    const bytes = await crypto.subtle.digest('SHA-256', utf8.encode(`${digest}\n${piece}`))
    digest = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    )
    piece = ''
  }
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length >= PIECE_LENGTH) await close()
  }
  await close()
  return `sha256:${digest}`
}
