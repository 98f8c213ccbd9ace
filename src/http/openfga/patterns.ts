/**
 * The forms of OpenFGA's fields. `\s` is spelt out: OpenFGA means the five white space signs of
 * ASCII by it, and JavaScript many more. `u` makes a sign outside the basic plane count once.
 */

export const TYPE_NAME = /^[^:#@\t\n\f\r ]{1,254}$/u
/** The one place where a type may hold an `@`: the filter of changes. */
export const CHANGES_TYPE_NAME = /^[^:#\t\n\f\r ]{1,254}$/u
export const RELATION_NAME = /^[^:#@\t\n\f\r ]{1,50}$/u
export const CONDITION_NAME = /^[^\t\n\f\r ]{2,256}$/u
export const OBJECT = /^[^\t\n\f\r ]{2,256}$/u
/** Only the last sign counts. */
export const OBJECT_ID = /[^#:\t\n\f\r ]$/u
export const CHECKED_USER = /^[^\t\n\f\r ]{2,512}$/u
export const READ_USER = /^[^\t\n\f\r ]{1,511}:[^\t\n\f\r ]{1,511}$/u
export const STORE_NAME = /^[a-zA-Z0-9\t\n\f\r .\-/^_&@]{3,64}$/
export const CORRELATION_ID = /^[\w-]{1,36}$/
export const CONTINUATION_TOKEN = /^$|^[A-Za-z0-9\-_]+={0,2}$/
