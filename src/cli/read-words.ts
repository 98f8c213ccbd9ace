/** Reads the words of a command: its operands and options, every one of them known. */
import { parseArgs } from 'node:util'
import { didYouMean } from '#policy/closest.ts'
import { Misuse } from './misuse.ts'

export type Words = readonly string[]

export type Option =
  | { readonly kind: 'flag'; readonly meaning: string }
  /** `value` stands for it in the help: `FILE`. `values` may be given more than once. */
  | { readonly kind: 'value' | 'values'; readonly value: string; readonly meaning: string }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly meaning: string }

type OptionValue<Of extends Option> = Of extends { readonly kind: 'flag' }
  ? boolean
  : Of extends { readonly kind: 'values' }
    ? readonly string[]
    : Of extends { readonly choices: readonly (infer Choice)[] }
      ? Choice | undefined
      : string | undefined

export type OptionValues<Options extends Readonly<Record<string, Option>>> = {
  readonly [Name in keyof Options]: OptionValue<Options[Name]>
}

export interface Grammar<Options extends Readonly<Record<string, Option>>> {
  readonly operands: readonly string[]
  readonly options: Options
}

interface GivenOption {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly isInline: boolean
}

/** Throws `Misuse`. */
export function readWords<const Options extends Readonly<Record<string, Option>>>(
  { operands, options }: Grammar<Options>,
  words: Words,
): { readonly operands: readonly string[]; readonly options: OptionValues<Options> } {
  const { given, positionals } = tokensOf(options, words)
  for (const option of given) judgeOption(options, option)
  judgeOperands(operands, positionals)
  const values = Object.entries(options).map(([name, option]) => {
    const named = given.filter((one) => one.name === name)
    if (named.length > 1 && option.kind !== 'values') {
      throw new Misuse(`\`--${name}\` is given ${named.length} times; once is enough`)
    }
    return [name, valueFrom(option, named)]
  })
  return { operands: positionals, options: Object.fromEntries(values) as OptionValues<Options> }
}

/** Whether the words ask for help, whatever else they say. */
export function asksForHelp(words: Words): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end === -1 ? undefined : end).some((word) => /^(?:--help|-h)$/.test(word))
}

function tokensOf(options: Readonly<Record<string, Option>>, words: Words) {
  const { tokens, positionals } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { kind }]) => [
        name,
        { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = tokens.flatMap((token): readonly GivenOption[] => {
    if (token.kind !== 'option') return []
    const { name, rawName, value, inlineValue } = token
    return [{ name, rawName, value, isInline: inlineValue === true }]
  })
  return { given, positionals }
}

function judgeOption(
  options: Readonly<Record<string, Option>>,
  { name, rawName, value, isInline }: GivenOption,
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined || rawName !== `--${name}`) {
    const meant = didYouMean(name, Object.keys(options)).replace('`', '`--')
    throw new Misuse(`there is no option \`${rawName}\`${meant}`)
  }
  if (option.kind === 'flag') {
    if (isInline) throw new Misuse(`\`--${name}\` takes no value`)
    return
  }
  // Without an `=` the next word is taken, and that may be an option whose turn it is.
  if (value === undefined || (!isInline && /^-./.test(value))) {
    throw new Misuse(`\`--${name}\` needs a value: ${showOption(name, option)}`)
  }
  if (option.kind === 'choice' && !option.choices.includes(value)) {
    throw new Misuse(
      `\`--${name}\` must be ${option.choices.join(' or ')}${didYouMean(value, option.choices)}`,
    )
  }
}

function judgeOperands(operands: readonly string[], given: readonly string[]): void {
  const needed = operands.filter((operand) => !operand.startsWith('['))
  if (given.length < needed.length) {
    const missing = needed.slice(given.length).map((operand) => `<${operand}>`)
    throw new Misuse(`${missing.join(' ')} ${missing.length === 1 ? 'is' : 'are'} missing`)
  }
  const takesMore = operands.at(-1)?.includes('…') === true
  const surplus = given[operands.length]
  if (surplus !== undefined && !takesMore) {
    throw new Misuse(`\`${surplus}\` is one word too many`)
  }
}

function valueFrom(option: Option, given: readonly GivenOption[]): unknown {
  switch (option.kind) {
    case 'flag':
      return given.length > 0
    case 'value':
    case 'choice':
      return given[0]?.value
    case 'values':
      return given.map(({ value }) => value)
  }
}

/** `--store NAME`, as the help has it. */
export function showOption(name: string, option: Option): string {
  switch (option.kind) {
    case 'flag':
      return `--${name}`
    case 'value':
    case 'values':
      return `--${name} ${option.value}`
    case 'choice':
      return `--${name} ${option.choices.join('|')}`
  }
}
