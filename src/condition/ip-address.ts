import type { Failure, IpAddress } from './value.ts'
import { failure } from './value.ts'

/**
 * Parses an address as Go's `net/netip` does; an IPv4-mapped IPv6 address becomes the IPv4 one, so
 * that it matches IPv4 ranges.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const parsed = parseUnmapped(text)
  return parsed === undefined ? undefined : unmap(parsed)
}

function parseUnmapped(text: string): IpAddress | undefined {
  const separator = /[.:%]/.exec(text)?.[0]
  if (separator === '.') {
    const address = parseIpv4(text)
    return address === undefined ? undefined : { kind: 'ipaddress', bits: 32, address, zone: '' }
  }
  if (separator !== ':') return undefined
  const percent = text.indexOf('%')
  const zone = percent < 0 ? '' : text.slice(percent + 1)
  if (percent >= 0 && zone === '') return undefined
  const address = parseIpv6(percent < 0 ? text : text.slice(0, percent))
  return address === undefined ? undefined : { kind: 'ipaddress', bits: 128, address, zone }
}

const MAPPED_PREFIX = 0xffffn << 32n

function isMapped(address: IpAddress): boolean {
  return address.bits === 128 && address.address >> 32n === MAPPED_PREFIX >> 32n
}

function unmap(address: IpAddress): IpAddress {
  return isMapped(address)
    ? { kind: 'ipaddress', bits: 32, address: address.address - MAPPED_PREFIX, zone: '' }
    : address
}

function parseIpv4(text: string): bigint | undefined {
  const fields = text.split('.')
  if (fields.length !== 4 || !fields.every((field) => /^(?:0|[1-9]\d{0,2})$/.test(field))) {
    return undefined
  }
  let address = 0n
  for (const field of fields) {
    if (Number(field) > 255) return undefined
    address = (address << 8n) | BigInt(field)
  }
  return address
}

/** `::` stands for at least one group of zeros and only once; the last two groups may be IPv4. */
function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = '', tail] = halves
  const before = parseGroups(head, tail === undefined)
  const after = tail === undefined ? [] : parseGroups(tail, true)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...before, ...Array<bigint>(missing).fill(0n), ...after]
  return groups.reduce((address, group) => (address << 16n) | group, 0n)
}

function parseGroups(text: string, mayEndInIpv4: boolean): readonly bigint[] | undefined {
  if (text === '') return []
  const groups: bigint[] = []
  const fields = text.split(':')
  for (const [index, field] of fields.entries()) {
    if (/^[\da-fA-F]{1,4}$/.test(field)) {
      groups.push(BigInt(`0x${field}`))
      continue
    }
    const isLast = mayEndInIpv4 && index === fields.length - 1
    const address = isLast ? parseIpv4(field) : undefined
    if (address === undefined) return undefined
    groups.push(address >> 16n, address & 0xffffn)
  }
  return groups
}

export interface IpRange {
  readonly network: IpAddress
  readonly prefixBits: number
}

/** Parses `10.0.0.0/8`; an IPv4-mapped range becomes the IPv4 one. */
export function parseIpRange(text: string): IpRange | Failure {
  const malformed = failure('a malformed CIDR string')
  const slash = text.lastIndexOf('/')
  const prefix = text.slice(slash + 1)
  const parsed = slash < 0 ? undefined : parseUnmapped(text.slice(0, slash))
  if (parsed === undefined || parsed.zone !== '' || !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) {
    return malformed
  }
  const prefixBits = Number(prefix)
  if (prefixBits > parsed.bits) return malformed
  if (!isMapped(parsed) || prefixBits < 96) return { network: parsed, prefixBits }
  return { network: unmap(parsed), prefixBits: prefixBits - 96 }
}

/** An address with a zone lies in no range. */
export function isInRange(address: IpAddress, { network, prefixBits }: IpRange): boolean {
  if (address.bits !== network.bits || address.zone !== '') return false
  const free = BigInt(network.bits - prefixBits)
  return address.address >> free === network.address >> free
}
