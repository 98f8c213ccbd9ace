/** A model in the DSL, imported as its text: by a rule of `wrangler.toml`, in a Worker only. */
declare module '*.fga' {
  const text: string
  export default text
}
