CREATE TABLE "channel_message" (
	"incident_id" bigint NOT NULL,
	"receiver" text NOT NULL,
	"channel_key" text NOT NULL,
	"reference" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_message_incident_id_receiver_channel_key_pk" PRIMARY KEY("incident_id","receiver","channel_key")
);
--> statement-breakpoint
CREATE TABLE "heartbeat" (
	"component" text NOT NULL,
	"instance" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "heartbeat_component_instance_pk" PRIMARY KEY("component","instance")
);
--> statement-breakpoint
CREATE TABLE "receiver_health" (
	"receiver" text NOT NULL,
	"channel_key" text NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'closed' NOT NULL,
	"consecutive_failures" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp with time zone,
	"probe_at" timestamp with time zone,
	"last_error" text,
	"last_failure_at" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "receiver_health_receiver_channel_key_pk" PRIMARY KEY("receiver","channel_key")
);
--> statement-breakpoint
CREATE TABLE "rejection" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rejection_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"namespace" text,
	"dataset" text,
	"route" text NOT NULL,
	"status" integer NOT NULL,
	"problem" text NOT NULL,
	"detail" text NOT NULL,
	"errors" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"actor" text,
	"producer" text,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "silence" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "silence_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"matchers" jsonb NOT NULL,
	"namespaces" text[] NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"comment" text NOT NULL,
	"expired_at" timestamp with time zone,
	"expired_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "fallback_for" bigint;--> statement-breakpoint
ALTER TABLE "notification" ADD COLUMN "replay_of" bigint;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "traceparent" text;--> statement-breakpoint
ALTER TABLE "channel_message" ADD CONSTRAINT "channel_message_incident_id_incident_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rejection_at" ON "rejection" USING btree ("at");--> statement-breakpoint
CREATE INDEX "silence_ends" ON "silence" USING btree ("ends_at");