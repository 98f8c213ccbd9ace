/**
 * A policy as a value: what `policy.yaml` declares about permissions, roles and their administration.
 * Keys are those of the authorization model; texts are for people.
 */
import type { CorePermission, Text } from '#core/core-model.ts'

export interface Permission {
  readonly label: Text
  readonly description?: Text
  /** Key of a permission group, under which consoles show it. */
  readonly group?: string
  /** Key of the feature without which nobody has the permission, whatever the role. */
  readonly while?: string
  /** Permissions of the core that whoever has this one has, too. */
  readonly opens: readonly CorePermission[]
}

export interface StandardRole {
  readonly label: Text
  readonly description?: Text
  readonly permissions: readonly string[]
  /** Kinds of tenants that offer the role; absent: all. */
  readonly tenantKinds?: readonly string[]
  /** Key of the feature without which the role gives nothing and cannot be assigned. */
  readonly while?: string
  /** It gives nothing and cannot be assigned any more; it can be taken away. */
  readonly deprecated: boolean
  readonly deletable: boolean
  /** Keys of the roles whose holders may assign it, whatever they hold themselves. */
  readonly assignedBy?: readonly string[]
}

interface Feature {
  readonly label: Text
  readonly description?: Text
  /** How it stands in a new tenant. */
  readonly initially: 'on' | 'off'
}

/** A kind of link or code: what it is tied to, and by which relation. */
export interface LinkKind {
  readonly label: Text
  readonly type: string
  readonly relation: string
  /** Relation of the same type: whoever has it may tie one, whether or not links are theirs to manage. */
  readonly tiedBy?: string
  /** A code is short enough to be read and typed; a link is not. */
  readonly form: 'link' | 'code'
}

type Client = 'web' | 'mobile' | 'api'

/** Rules of the administration that are data; whatever changes people and roles holds them. */
export interface AdministrationRules {
  /** Roles that the first member of a tenant gets. */
  readonly firstMember: readonly string[]
  /** Roles of which a tenant always has an active holder. */
  readonly alwaysOne: readonly string[]
  /** Roles that nobody takes from himself or herself. */
  readonly keepsOwnRole: readonly string[]
  /** Roles whose holders cannot delete their own account. */
  readonly keepsOwnAccount: readonly string[]
  readonly customRoles: {
    /** `tenant`: whoever may create roles there. `operators`: those of the installation. */
    readonly definedBy: 'tenant' | 'operators' | 'nobody'
    /** Permissions that no custom role can have. */
    readonly reservedPermissions: readonly string[]
  }
  readonly invitationNamesRole: boolean
  /** Whether a member needs a licence of the tenant. */
  readonly licenceNeeded: boolean
  /** The permission that a session needs, by the client that it is from; absent: none. */
  readonly signIn: ReadonlyMap<Client, string>
}

/** What must hold on the store's own tuples, kept beside the model as OpenFGA's assertions. */
export interface PolicyAssertion {
  readonly user: string
  readonly relation: string
  readonly object: string
  readonly allowed: boolean
}

export interface Policy {
  readonly title: Text
  readonly description?: Text
  readonly tenantKinds: ReadonlyMap<string, { readonly label: Text }>
  readonly permissionGroups: ReadonlyMap<string, Text>
  /** Of the policy's own, in their order; a core permission stands here if it has another label. */
  readonly permissions: ReadonlyMap<string, Permission>
  readonly features: ReadonlyMap<string, Feature>
  readonly roles: ReadonlyMap<string, StandardRole>
  readonly links: ReadonlyMap<string, LinkKind>
  readonly administration: AdministrationRules
  readonly assertions: readonly PolicyAssertion[]
}
