/** Generated from `migrations/*.sql` by test/storage/migrations.test.ts: a Worker has no files. */
export interface Migration {
  readonly name: string
  readonly statements: readonly string[]
}

export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0000_ground',
    statements: [
      `CREATE TABLE "assertions" (
  "store" integer NOT NULL,
  "model" text NOT NULL,
  "json" text NOT NULL,
  PRIMARY KEY("store", "model")
);`,
      `CREATE TABLE "changes" (
  "store" integer NOT NULL,
  "revision" integer NOT NULL,
  "ordinal" integer NOT NULL,
  "operation" text NOT NULL,
  "object_type" text NOT NULL,
  "object_id" text NOT NULL,
  "relation" text NOT NULL,
  "user" text NOT NULL,
  "condition" text,
  "context" text,
  "since" integer,
  "at" integer NOT NULL,
  PRIMARY KEY("store", "revision", "ordinal"),
  CONSTRAINT "removals_are_dated" CHECK((operation = 'delete') = (since IS NOT NULL))
) WITHOUT ROWID;`,
      `CREATE INDEX "changes_removed_by_object" ON "changes" ("store","object_type","object_id","relation","user") WHERE operation = 'delete';`,
      `CREATE INDEX "changes_removed_by_user" ON "changes" ("store","user","object_type","relation") WHERE operation = 'delete';`,
      `CREATE TABLE "deleted_stores" (
  "number" integer PRIMARY KEY NOT NULL
);`,
      `CREATE TABLE "models" (
  "store" integer NOT NULL,
  "id" text NOT NULL,
  "json" text NOT NULL,
  "created_at" integer NOT NULL,
  "revision" integer NOT NULL,
  PRIMARY KEY("store", "id")
);`,
      `CREATE UNIQUE INDEX "models_by_revision" ON "models" ("store","revision");`,
      `CREATE TABLE "settings" (
  "name" text PRIMARY KEY NOT NULL,
  "value" text NOT NULL
);`,
      `CREATE TABLE "stores" (
  "number" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "id" text NOT NULL,
  "name" text NOT NULL,
  "policy_name" text,
  "created_at" integer NOT NULL,
  "updated_at" integer NOT NULL,
  "revision" integer DEFAULT 0 NOT NULL
);`,
      `CREATE UNIQUE INDEX "stores_by_id" ON "stores" ("id");`,
      `CREATE INDEX "stores_by_name" ON "stores" ("name","id");`,
      `CREATE UNIQUE INDEX "stores_by_policy_name" ON "stores" ("policy_name") WHERE policy_name IS NOT NULL;`,
      `CREATE TABLE "tuples" (
  "store" integer NOT NULL,
  "object_type" text NOT NULL,
  "object_id" text NOT NULL,
  "relation" text NOT NULL,
  "user" text NOT NULL,
  "condition" text,
  "context" text,
  "revision" integer NOT NULL,
  "written_at" integer NOT NULL,
  PRIMARY KEY("store", "object_type", "object_id", "relation", "user")
) WITHOUT ROWID;`,
      `CREATE INDEX "tuples_by_user" ON "tuples" ("store","user","object_type","relation");`,
      `CREATE INDEX "tuples_of_usersets" ON "tuples" ("store","object_type","object_id","relation") WHERE instr(user, '#') > 0;`,
    ],
  },
  {
    name: '0001_policy_versions',
    statements: [
      `CREATE TABLE "policy_versions" (
  "store" integer NOT NULL,
  "version" integer NOT NULL,
  "model" text NOT NULL,
  "applied_at" integer NOT NULL,
  "restores" integer,
  "files" text NOT NULL,
  PRIMARY KEY("store", "version")
);`,
    ],
  },
]
