export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(count)} ${count === 1 ? noun : plural}`
}

export function numberText(count: number): string {
  return count.toLocaleString('en')
}
