CREATE TABLE `policy_versions` (
	`store` integer NOT NULL,
	`version` integer NOT NULL,
	`model` text NOT NULL,
	`applied_at` integer NOT NULL,
	`restores` integer,
	`files` text NOT NULL,
	PRIMARY KEY(`store`, `version`)
);
