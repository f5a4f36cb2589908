-- Visits owed: who lives together, how pressing somebody is, what a care plan asks, and the ledger
-- of obligations with all that moves them.

ALTER TABLE person ADD COLUMN household BYTEA;
CREATE INDEX ix_person_household ON person (household);

ALTER TABLE resident ADD COLUMN tier INTEGER;
ALTER TABLE resident ADD CONSTRAINT ck_resident_tier CHECK (tier BETWEEN 0 AND 2);

ALTER TABLE need ADD COLUMN once BOOLEAN DEFAULT 'false' NOT NULL;
ALTER TABLE need ADD COLUMN first_day DATE;
ALTER TABLE need ADD COLUMN last_day DATE;
ALTER TABLE need ADD COLUMN every_days INTEGER;
ALTER TABLE need ADD COLUMN helpers_wanted INTEGER DEFAULT '1' NOT NULL;
ALTER TABLE need ADD COLUMN licence TEXT;
ALTER TABLE need ADD COLUMN week INTEGER DEFAULT '0' NOT NULL;
ALTER TABLE need ADD CONSTRAINT ck_need_once
    CHECK (once = (first_day IS NOT NULL AND last_day IS NOT NULL AND first_day <= last_day));
ALTER TABLE need ADD CONSTRAINT ck_need_helpers_wanted CHECK (helpers_wanted > 0);
ALTER TABLE need ADD CONSTRAINT ck_need_every_days CHECK (every_days > 0);
DROP INDEX ix_need_open;
CREATE UNIQUE INDEX ix_need_open ON need (resident_id, kind) WHERE closed_on IS NULL AND NOT once;

ALTER TABLE visit ADD COLUMN licences TEXT[] DEFAULT '{}' NOT NULL;
ALTER TABLE visit_record ADD COLUMN watch BYTEA;

CREATE TABLE visit_policy (
    code TEXT NOT NULL,
    revision INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    categories TEXT[] NOT NULL,
    tier INTEGER,
    rhythm TEXT NOT NULL,
    every_days INTEGER NOT NULL,
    early_days INTEGER NOT NULL,
    roles TEXT[] NOT NULL,
    topics TEXT[] NOT NULL,
    helpers_wanted INTEGER DEFAULT '1' NOT NULL,
    effective_from DATE NOT NULL,
    effective_to DATE,
    author_id UUID,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_visit_policy PRIMARY KEY (id),
    CONSTRAINT uq_visit_policy_code_revision UNIQUE (code, revision),
    CONSTRAINT ck_visit_policy_rhythm CHECK (rhythm IN ('days', 'month')),
    CONSTRAINT ck_visit_policy_terms CHECK (0 <= early_days AND early_days < every_days),
    CONSTRAINT ck_visit_policy_helpers_wanted CHECK (helpers_wanted > 0),
    CONSTRAINT ck_visit_policy_tier CHECK (tier BETWEEN 0 AND 2),
    CONSTRAINT fk_visit_policy_kind FOREIGN KEY(kind) REFERENCES service_kind (code),
    CONSTRAINT fk_visit_policy_author_id FOREIGN KEY(author_id) REFERENCES account (id)
);

CREATE TABLE extra_round (
    county_id UUID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    categories TEXT[] NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    every_days INTEGER,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    author_id UUID NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_extra_round PRIMARY KEY (id),
    CONSTRAINT ck_extra_round_days CHECK (first_day <= last_day),
    CONSTRAINT ck_extra_round_every_days CHECK (every_days > 0),
    CONSTRAINT fk_extra_round_county_id FOREIGN KEY(county_id) REFERENCES place (id),
    CONSTRAINT fk_extra_round_kind FOREIGN KEY(kind) REFERENCES service_kind (code),
    CONSTRAINT fk_extra_round_author_id FOREIGN KEY(author_id) REFERENCES account (id)
);
CREATE INDEX ix_extra_round_county_id ON extra_round (county_id);

CREATE TABLE risk_flag (
    resident_id UUID NOT NULL,
    claim_id UUID,
    signs TEXT[] NOT NULL,
    note BYTEA,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    raised_by UUID NOT NULL,
    handled_at TIMESTAMP WITH TIME ZONE,
    handled_by UUID,
    handled_how BYTEA,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_risk_flag PRIMARY KEY (id),
    CONSTRAINT fk_risk_flag_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_risk_flag_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id),
    CONSTRAINT fk_risk_flag_raised_by FOREIGN KEY(raised_by) REFERENCES account (id),
    CONSTRAINT fk_risk_flag_handled_by FOREIGN KEY(handled_by) REFERENCES account (id)
);
CREATE INDEX ix_risk_flag_resident_id ON risk_flag (resident_id);

CREATE TABLE obligation (
    resident_id UUID NOT NULL,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    policy_id UUID,
    need_id UUID,
    round_id UUID,
    flag_id UUID,
    helpers_wanted INTEGER DEFAULT '1' NOT NULL,
    window_from DATE NOT NULL,
    window_to DATE NOT NULL,
    owed_since DATE NOT NULL,
    carried_from UUID,
    visit_id UUID,
    state TEXT DEFAULT 'open' NOT NULL,
    reason TEXT,
    done_on DATE,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_obligation PRIMARY KEY (id),
    CONSTRAINT ck_obligation_state CHECK (state IN ('open', 'discharged', 'carried', 'excused')),
    CONSTRAINT ck_obligation_window CHECK (window_from <= window_to),
    CONSTRAINT ck_obligation_done_on CHECK ((state = 'discharged') = (done_on IS NOT NULL)),
    CONSTRAINT ck_obligation_reason CHECK ((state IN ('carried', 'excused')) = (reason IS NOT NULL)),
    CONSTRAINT uq_obligation_carried_from UNIQUE (carried_from),
    CONSTRAINT fk_obligation_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_obligation_kind FOREIGN KEY(kind) REFERENCES service_kind (code),
    CONSTRAINT fk_obligation_policy_id FOREIGN KEY(policy_id) REFERENCES visit_policy (id),
    CONSTRAINT fk_obligation_need_id FOREIGN KEY(need_id) REFERENCES need (id),
    CONSTRAINT fk_obligation_round_id FOREIGN KEY(round_id) REFERENCES extra_round (id),
    CONSTRAINT fk_obligation_flag_id FOREIGN KEY(flag_id) REFERENCES risk_flag (id),
    CONSTRAINT fk_obligation_carried_from FOREIGN KEY(carried_from) REFERENCES obligation (id),
    CONSTRAINT fk_obligation_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id)
);
CREATE INDEX ix_obligation_ended ON obligation (resident_id, kind, done_on);
CREATE INDEX ix_obligation_need_id ON obligation (need_id);
CREATE UNIQUE INDEX ix_obligation_open ON obligation (resident_id, kind, origin) WHERE state = 'open';
CREATE INDEX ix_obligation_round_id ON obligation (round_id);
CREATE INDEX ix_obligation_visit_id ON obligation (visit_id);

CREATE TABLE care_pause (
    resident_id UUID NOT NULL,
    reason TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    begun_by UUID NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by UUID,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_care_pause PRIMARY KEY (id),
    CONSTRAINT fk_care_pause_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_care_pause_begun_by FOREIGN KEY(begun_by) REFERENCES account (id),
    CONSTRAINT fk_care_pause_ended_by FOREIGN KEY(ended_by) REFERENCES account (id)
);
CREATE UNIQUE INDEX ix_care_pause_open ON care_pause (resident_id) WHERE ended_at IS NULL;

CREATE TABLE tier_change (
    resident_id UUID NOT NULL,
    tier INTEGER NOT NULL,
    reason BYTEA NOT NULL,
    flag_id UUID,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_by UUID NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_tier_change PRIMARY KEY (id),
    CONSTRAINT ck_tier_change_tier CHECK (tier BETWEEN 0 AND 2),
    CONSTRAINT fk_tier_change_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_tier_change_flag_id FOREIGN KEY(flag_id) REFERENCES risk_flag (id),
    CONSTRAINT fk_tier_change_changed_by FOREIGN KEY(changed_by) REFERENCES account (id)
);
CREATE INDEX ix_tier_change_resident_id ON tier_change (resident_id);

CREATE TABLE handover_note (
    resident_id UUID NOT NULL,
    helper_id UUID NOT NULL,
    text BYTEA NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_handover_note PRIMARY KEY (id),
    CONSTRAINT fk_handover_note_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_handover_note_helper_id FOREIGN KEY(helper_id) REFERENCES helper (id)
);
CREATE INDEX ix_handover_note_resident_id ON handover_note (resident_id);

CREATE TABLE helper_licence (
    helper_id UUID NOT NULL,
    name TEXT NOT NULL,
    until DATE NOT NULL,
    seen_by UUID NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_helper_licence PRIMARY KEY (id),
    CONSTRAINT uq_helper_licence_helper_id_name UNIQUE (helper_id, name),
    CONSTRAINT fk_helper_licence_helper_id FOREIGN KEY(helper_id) REFERENCES helper (id),
    CONSTRAINT fk_helper_licence_seen_by FOREIGN KEY(seen_by) REFERENCES account (id)
);
CREATE INDEX ix_helper_licence_helper_id ON helper_licence (helper_id);

CREATE TABLE case_recipient (
    place_id UUID NOT NULL,
    account_id UUID NOT NULL,
    effective_from DATE NOT NULL,
    effective_to DATE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_case_recipient PRIMARY KEY (id),
    CONSTRAINT fk_case_recipient_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_case_recipient_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_case_recipient_place_id ON case_recipient (place_id);

CREATE TABLE restricted_case (
    resident_id UUID NOT NULL,
    recipient_id UUID NOT NULL,
    writer_id UUID NOT NULL,
    content BYTEA NOT NULL,
    suspect BYTEA,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_restricted_case PRIMARY KEY (id),
    CONSTRAINT fk_restricted_case_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_restricted_case_recipient_id FOREIGN KEY(recipient_id) REFERENCES account (id),
    CONSTRAINT fk_restricted_case_writer_id FOREIGN KEY(writer_id) REFERENCES account (id)
);
CREATE INDEX ix_restricted_case_recipient_id ON restricted_case (recipient_id);

CREATE TABLE case_step (
    case_id UUID NOT NULL,
    step TEXT NOT NULL,
    note BYTEA,
    done_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_case_step PRIMARY KEY (id),
    CONSTRAINT uq_case_step_case_id_step UNIQUE (case_id, step),
    CONSTRAINT fk_case_step_case_id FOREIGN KEY(case_id) REFERENCES restricted_case (id)
);
CREATE INDEX ix_case_step_case_id ON case_step (case_id);

