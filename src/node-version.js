/**
 * Loaded before the entry (`npm start`), and plain JavaScript: so a Node too old to run TypeScript can
 * still say what is needed.
 */
/** The first Node that runs TypeScript as it is. */
const LEAST = [22, 18]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  console.error(`Pforte needs Node ${LEAST.join('.')} or later; this is ${process.versions.node}`)
  process.exit(1)
}
