/** The option that every command has which answers something. */
export const jsonOption = {
  json: { kind: 'flag', meaning: 'print JSON' },
} as const
