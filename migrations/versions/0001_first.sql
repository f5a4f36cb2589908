-- The first shape of the database, room by room upwards.

CREATE TABLE code_table (
    name TEXT NOT NULL,
    effective_from DATE NOT NULL,
    effective_to DATE,
    values JSONB NOT NULL,
    revision BIGINT DEFAULT '1' NOT NULL,
    CONSTRAINT pk_code_table PRIMARY KEY (name, effective_from)
);

CREATE TABLE column_memory (
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    field TEXT NOT NULL,
    CONSTRAINT pk_column_memory PRIMARY KEY (kind, heading)
);

CREATE TABLE forbidden_pair (
    left_id UUID NOT NULL,
    right_id UUID NOT NULL,
    market TEXT NOT NULL,
    until DATE,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_forbidden_pair PRIMARY KEY (left_id, right_id)
);

CREATE TABLE holiday (
    day DATE NOT NULL,
    working BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_holiday PRIMARY KEY (day)
);

CREATE TABLE place (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    parent_id UUID,
    path TEXT NOT NULL,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    crs TEXT,
    resettlement BOOLEAN DEFAULT 'false' NOT NULL,
    lead_name TEXT,
    lead_phone BYTEA,
    worker_name TEXT,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT uq_place_parent_id_kind_name UNIQUE (parent_id, kind, name),
    CONSTRAINT ck_place_kind CHECK (kind IN ('county', 'town', 'community', 'district', 'grid', 'building', 'unit')),
    CONSTRAINT fk_place_parent_id FOREIGN KEY(parent_id) REFERENCES place (id)
);
CREATE INDEX ix_place_code ON place (code);
CREATE INDEX ix_place_parent_id ON place (parent_id);
CREATE UNIQUE INDEX ix_place_path ON place (path text_pattern_ops);

CREATE TABLE service_kind (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    skill TEXT,
    child_facing BOOLEAN DEFAULT 'false' NOT NULL,
    intimate BOOLEAN DEFAULT 'false' NOT NULL,
    every_days INTEGER DEFAULT '30' NOT NULL,
    effective_from DATE NOT NULL,
    effective_to DATE,
    CONSTRAINT pk_service_kind PRIMARY KEY (code),
    CONSTRAINT uq_service_kind_name UNIQUE (name)
);

CREATE TABLE employer (
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    credit_code TEXT,
    place_id UUID,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_employer PRIMARY KEY (id),
    CONSTRAINT ck_employer_kind CHECK (kind IN ('factory', 'base', 'shop', 'public_welfare', 'other')),
    CONSTRAINT uq_employer_name UNIQUE (name),
    CONSTRAINT fk_employer_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_employer_credit_code ON employer (credit_code);

CREATE TABLE organisation (
    name TEXT NOT NULL,
    place_id UUID,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT uq_organisation_name UNIQUE (name),
    CONSTRAINT fk_organisation_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);

CREATE TABLE person (
    name TEXT NOT NULL,
    id_number BYTEA,
    id_hash BYTEA,
    sex INTEGER DEFAULT '0' NOT NULL,
    born_on DATE,
    phone BYTEA,
    phone_hash BYTEA,
    place_id UUID NOT NULL,
    door BYTEA,
    hukou TEXT,
    resettled BOOLEAN DEFAULT 'false' NOT NULL,
    address_suppressed BOOLEAN DEFAULT 'false' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT ck_person_sex CHECK (sex IN (0, 1, 2, 9)),
    CONSTRAINT uq_person_id_hash UNIQUE (id_hash),
    CONSTRAINT fk_person_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_person_name ON person (name);
CREATE INDEX ix_person_phone_hash ON person (phone_hash);
CREATE INDEX ix_person_place_id ON person (place_id);

CREATE TABLE account (
    name TEXT NOT NULL,
    phone BYTEA NOT NULL,
    phone_hash BYTEA NOT NULL,
    password_hash TEXT NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    one_time_until TIMESTAMP WITH TIME ZONE,
    demo BOOLEAN DEFAULT 'false' NOT NULL,
    failed_logins INTEGER DEFAULT '0' NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    session_version INTEGER DEFAULT '1' NOT NULL,
    language TEXT DEFAULT 'zh' NOT NULL,
    person_id UUID,
    employer_id UUID,
    organisation_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT ck_account_status CHECK (status IN ('active', 'disabled')),
    CONSTRAINT uq_account_phone_hash UNIQUE (phone_hash),
    CONSTRAINT fk_account_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_account_employer_id FOREIGN KEY(employer_id) REFERENCES employer (id),
    CONSTRAINT fk_account_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_account_person_id ON account (person_id);

CREATE TABLE helper (
    person_id UUID NOT NULL,
    organisation_id UUID,
    volunteer BOOLEAN DEFAULT 'true' NOT NULL,
    political_status TEXT,
    occupation TEXT,
    skills TEXT[] NOT NULL,
    dialects TEXT[] NOT NULL,
    availability TEXT,
    week INTEGER DEFAULT '0' NOT NULL,
    school_holidays_only BOOLEAN DEFAULT 'false' NOT NULL,
    monthly_visits INTEGER DEFAULT '0' NOT NULL,
    child_check_passed BOOLEAN DEFAULT 'false' NOT NULL,
    child_check_until DATE,
    registered_on DATE,
    ledger_hours DOUBLE PRECISION,
    active BOOLEAN DEFAULT 'true' NOT NULL,
    quiet_until DATE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_helper PRIMARY KEY (id),
    CONSTRAINT uq_helper_person_id UNIQUE (person_id),
    CONSTRAINT fk_helper_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_helper_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE resident (
    person_id UUID NOT NULL,
    categories BYTEA NOT NULL,
    disability BYTEA,
    disability_grade BYTEA,
    ability BYTEA,
    guardian_name TEXT,
    guardian_phone BYTEA,
    dialect TEXT,
    wished_sex INTEGER DEFAULT '0' NOT NULL,
    week INTEGER DEFAULT '0' NOT NULL,
    last_visit_on DATE,
    note BYTEA,
    active BOOLEAN DEFAULT 'true' NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_resident PRIMARY KEY (id),
    CONSTRAINT uq_resident_person_id UNIQUE (person_id),
    CONSTRAINT fk_resident_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE TABLE seeker (
    person_id UUID NOT NULL,
    education TEXT,
    skills TEXT[] NOT NULL,
    wishes TEXT[] NOT NULL,
    wage_wish INTEGER,
    hours TEXT,
    commute_km DOUBLE PRECISION,
    unemployed_since DATE,
    hardship BYTEA NOT NULL,
    training TEXT,
    training_wishes TEXT[] NOT NULL,
    health_limits BYTEA,
    note BYTEA,
    automated BOOLEAN DEFAULT 'true' NOT NULL,
    active BOOLEAN DEFAULT 'true' NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_seeker PRIMARY KEY (id),
    CONSTRAINT uq_seeker_person_id UNIQUE (person_id),
    CONSTRAINT fk_seeker_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE TABLE training_order (
    number TEXT NOT NULL,
    employer_id UUID NOT NULL,
    occupation TEXT NOT NULL,
    occupation_code TEXT,
    headcount INTEGER NOT NULL,
    education TEXT,
    pay_min INTEGER NOT NULL,
    pay_max INTEGER,
    subsidy TEXT,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_training_order PRIMARY KEY (id),
    CONSTRAINT ck_training_order_headcount CHECK (headcount > 0),
    CONSTRAINT ck_training_order_pay CHECK (pay_min <= pay_max),
    CONSTRAINT uq_training_order_number UNIQUE (number),
    CONSTRAINT fk_training_order_employer_id FOREIGN KEY(employer_id) REFERENCES employer (id)
);
CREATE INDEX ix_training_order_employer_id ON training_order (employer_id);

CREATE TABLE vacancy (
    ledger_key TEXT,
    employer_id UUID NOT NULL,
    occupation TEXT NOT NULL,
    occupation_code TEXT,
    headcount INTEGER NOT NULL,
    pay_min INTEGER NOT NULL,
    pay_max INTEGER,
    shift TEXT NOT NULL,
    place_id UUID NOT NULL,
    education TEXT,
    skill TEXT,
    certificate BOOLEAN DEFAULT 'false' NOT NULL,
    hazards TEXT[] NOT NULL,
    insurance TEXT,
    board TEXT,
    valid_until DATE NOT NULL,
    contact_name TEXT,
    contact_phone BYTEA,
    closed_on DATE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_vacancy PRIMARY KEY (id),
    CONSTRAINT ck_vacancy_headcount CHECK (headcount > 0),
    CONSTRAINT ck_vacancy_pay CHECK (pay_min <= pay_max),
    CONSTRAINT uq_vacancy_ledger_key UNIQUE (ledger_key),
    CONSTRAINT fk_vacancy_employer_id FOREIGN KEY(employer_id) REFERENCES employer (id),
    CONSTRAINT fk_vacancy_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_vacancy_employer_id ON vacancy (employer_id);

CREATE TABLE account_grant (
    account_id UUID NOT NULL,
    role TEXT NOT NULL,
    place_id UUID NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_account_grant PRIMARY KEY (id),
    CONSTRAINT uq_account_grant_account_id_role_place_id UNIQUE (account_id, role, place_id),
    CONSTRAINT ck_account_grant_role CHECK (role IN ('administrator', 'county', 'town', 'community', 'employment', 'grid_lead', 'grid_worker', 'building_lead', 'unit_lead', 'post_holder', 'volunteer', 'organisation', 'employer', 'seeker', 'resident', 'auditor', 'security_officer')),
    CONSTRAINT fk_account_grant_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT fk_account_grant_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_account_grant_place_id ON account_grant (place_id);

CREATE TABLE api_token (
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    scopes TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT fk_api_token_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_api_token_account_id ON api_token (account_id);

CREATE TABLE cohort (
    order_id UUID NOT NULL,
    provider TEXT,
    seats INTEGER NOT NULL,
    least INTEGER NOT NULL,
    starts_on DATE NOT NULL,
    hours INTEGER,
    timetable TEXT NOT NULL,
    place_id UUID NOT NULL,
    closed_on DATE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_cohort PRIMARY KEY (id),
    CONSTRAINT ck_cohort_seats CHECK (0 < least AND least <= seats),
    CONSTRAINT fk_cohort_order_id FOREIGN KEY(order_id) REFERENCES training_order (id),
    CONSTRAINT fk_cohort_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_cohort_order_id ON cohort (order_id);

CREATE TABLE idempotent_reply (
    account_id UUID NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    status INTEGER,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_idempotent_reply PRIMARY KEY (id),
    CONSTRAINT uq_idempotent_reply_account_id_key UNIQUE (account_id, key),
    CONSTRAINT fk_idempotent_reply_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX ix_idempotent_reply_created_at ON idempotent_reply (created_at);

CREATE TABLE import (
    county_id UUID,
    file_name TEXT NOT NULL,
    content BYTEA,
    digest BYTEA NOT NULL,
    returned BYTEA,
    sheets JSONB NOT NULL,
    whole BOOLEAN DEFAULT 'false' NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    stage TEXT,
    share DOUBLE PRECISION DEFAULT '0' NOT NULL,
    counts JSONB NOT NULL,
    failure JSONB,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    uploaded_by UUID,
    finished_at TIMESTAMP WITH TIME ZONE,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by UUID,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_import PRIMARY KEY (id),
    CONSTRAINT ck_import_state CHECK (state IN ('waiting', 'reading', 'preview', 'importing', 'done', 'failed', 'undone')),
    CONSTRAINT fk_import_county_id FOREIGN KEY(county_id) REFERENCES place (id),
    CONSTRAINT fk_import_uploaded_by FOREIGN KEY(uploaded_by) REFERENCES account (id),
    CONSTRAINT fk_import_undone_by FOREIGN KEY(undone_by) REFERENCES account (id)
);

CREATE TABLE need (
    resident_id UUID NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_need PRIMARY KEY (id),
    CONSTRAINT fk_need_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id),
    CONSTRAINT fk_need_kind FOREIGN KEY(kind) REFERENCES service_kind (code)
);
CREATE UNIQUE INDEX ix_need_open ON need (resident_id, kind) WHERE closed_on IS NULL;
CREATE INDEX ix_need_resident_id ON need (resident_id);

CREATE TABLE notice (
    account_id UUID NOT NULL,
    key TEXT NOT NULL,
    said JSONB NOT NULL,
    link TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    delivered_at TIMESTAMP WITH TIME ZONE,
    read_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_notice PRIMARY KEY (id),
    CONSTRAINT uq_notice_account_id_key UNIQUE (account_id, key),
    CONSTRAINT fk_notice_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_notice_account_id ON notice (account_id);
CREATE INDEX ix_notice_waiting ON notice (created_at) WHERE delivered_at IS NULL;

CREATE TABLE post (
    helper_id UUID NOT NULL,
    duty TEXT NOT NULL,
    place_id UUID NOT NULL,
    taken_on DATE,
    ended_on DATE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_post PRIMARY KEY (id),
    CONSTRAINT uq_post_helper_id_duty UNIQUE (helper_id, duty),
    CONSTRAINT fk_post_helper_id FOREIGN KEY(helper_id) REFERENCES helper (id),
    CONSTRAINT fk_post_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_post_helper_id ON post (helper_id);

CREATE TABLE run (
    county_id UUID NOT NULL,
    night DATE NOT NULL,
    state TEXT DEFAULT 'running' NOT NULL,
    attempt INTEGER DEFAULT '1' NOT NULL,
    seed INTEGER DEFAULT '0' NOT NULL,
    params JSONB NOT NULL,
    stage TEXT,
    share DOUBLE PRECISION DEFAULT '0' NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    started_by UUID,
    report JSONB NOT NULL,
    failure JSONB,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_run PRIMARY KEY (id),
    CONSTRAINT uq_run_county_id_night UNIQUE (county_id, night),
    CONSTRAINT ck_run_state CHECK (state IN ('running', 'published', 'held', 'failed')),
    CONSTRAINT fk_run_county_id FOREIGN KEY(county_id) REFERENCES place (id),
    CONSTRAINT fk_run_started_by FOREIGN KEY(started_by) REFERENCES account (id)
);

CREATE TABLE trail_entry (
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id UUID,
    action TEXT NOT NULL,
    subject TEXT,
    subject_id UUID,
    whose UUID,
    why TEXT,
    address TEXT,
    detail JSONB NOT NULL,
    CONSTRAINT pk_trail_entry PRIMARY KEY (number),
    CONSTRAINT fk_trail_entry_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_trail_entry_whose FOREIGN KEY(whose) REFERENCES person (id)
);
CREATE INDEX ix_trail_entry_at ON trail_entry (at);
CREATE INDEX ix_trail_entry_whose ON trail_entry (whose, at);

CREATE TABLE visit (
    resident_id UUID NOT NULL,
    kinds TEXT[] NOT NULL,
    window_from DATE NOT NULL,
    window_to DATE NOT NULL,
    week INTEGER NOT NULL,
    helpers_wanted INTEGER DEFAULT '1' NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_visit PRIMARY KEY (id),
    CONSTRAINT ck_visit_state CHECK (state IN ('open', 'done', 'cancelled')),
    CONSTRAINT ck_visit_window CHECK (window_from <= window_to),
    CONSTRAINT ck_visit_helpers_wanted CHECK (helpers_wanted > 0),
    CONSTRAINT fk_visit_resident_id FOREIGN KEY(resident_id) REFERENCES resident (id)
);
CREATE INDEX ix_visit_due ON visit (state, window_to);
CREATE INDEX ix_visit_resident_id ON visit (resident_id);

CREATE TABLE claim (
    visit_id UUID NOT NULL,
    helper_id UUID NOT NULL,
    seat INTEGER NOT NULL,
    day DATE NOT NULL,
    part INTEGER NOT NULL,
    state TEXT DEFAULT 'claimed' NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    withdrawn_for TEXT,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_claim PRIMARY KEY (id),
    CONSTRAINT ck_claim_state CHECK (state IN ('claimed', 'withdrawn', 'done', 'not_done')),
    CONSTRAINT ck_claim_part CHECK (part BETWEEN 0 AND 2),
    CONSTRAINT fk_claim_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
    CONSTRAINT fk_claim_helper_id FOREIGN KEY(helper_id) REFERENCES helper (id)
);
CREATE INDEX ix_claim_helper_id ON claim (helper_id);
CREATE UNIQUE INDEX ix_claim_once ON claim (visit_id, helper_id) WHERE state IN ('claimed', 'done');
CREATE UNIQUE INDEX ix_claim_own_time ON claim (helper_id, day, part) WHERE state IN ('claimed', 'done');
CREATE UNIQUE INDEX ix_claim_seat ON claim (visit_id, seat) WHERE state IN ('claimed', 'done');
CREATE INDEX ix_claim_visit_id ON claim (visit_id);

CREATE TABLE import_change (
    import_id UUID NOT NULL,
    step INTEGER NOT NULL,
    "table" TEXT NOT NULL,
    row_id UUID NOT NULL,
    before BYTEA,
    after BYTEA NOT NULL,
    CONSTRAINT pk_import_change PRIMARY KEY (import_id, step),
    CONSTRAINT fk_import_change_import_id FOREIGN KEY(import_id) REFERENCES import (id) ON DELETE CASCADE
);

CREATE TABLE import_row (
    import_id UUID NOT NULL,
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reasons JSONB NOT NULL,
    cells BYTEA,
    subject_id UUID,
    resolution TEXT,
    resolved_at TIMESTAMP WITH TIME ZONE,
    resolved_by UUID,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_import_row PRIMARY KEY (id),
    CONSTRAINT uq_import_row_import_id_sheet_row UNIQUE (import_id, sheet, row),
    CONSTRAINT ck_import_row_outcome CHECK (outcome IN ('created', 'updated', 'unchanged', 'merged', 'conflict', 'refused')),
    CONSTRAINT fk_import_row_import_id FOREIGN KEY(import_id) REFERENCES import (id) ON DELETE CASCADE,
    CONSTRAINT fk_import_row_resolved_by FOREIGN KEY(resolved_by) REFERENCES account (id)
);
CREATE INDEX ix_import_row_outcome ON import_row (import_id, outcome);

CREATE TABLE proposal (
    run_id UUID NOT NULL,
    market TEXT NOT NULL,
    place_id UUID NOT NULL,
    visit_id UUID,
    helper_id UUID,
    day DATE,
    part INTEGER,
    seeker_id UUID,
    vacancy_id UUID,
    cohort_id UUID,
    rank INTEGER NOT NULL,
    score INTEGER NOT NULL,
    contributions JSONB NOT NULL,
    queue BYTEA NOT NULL,
    warnings JSONB NOT NULL,
    alternatives JSONB NOT NULL,
    change TEXT NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_proposal PRIMARY KEY (id),
    CONSTRAINT ck_proposal_state CHECK (state IN ('open', 'approved', 'rejected', 'swapped', 'claimed', 'lapsed')),
    CONSTRAINT ck_proposal_pair CHECK ((market = 'care' AND num_nonnulls(visit_id, helper_id, day, part) = 4 AND num_nonnulls(seeker_id, vacancy_id, cohort_id) = 0) OR (market = 'employment' AND seeker_id IS NOT NULL AND num_nonnulls(vacancy_id, cohort_id) = 1 AND num_nonnulls(visit_id, helper_id, day, part) = 0)),
    CONSTRAINT fk_proposal_run_id FOREIGN KEY(run_id) REFERENCES run (id),
    CONSTRAINT fk_proposal_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_proposal_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
    CONSTRAINT fk_proposal_helper_id FOREIGN KEY(helper_id) REFERENCES helper (id),
    CONSTRAINT fk_proposal_seeker_id FOREIGN KEY(seeker_id) REFERENCES seeker (id),
    CONSTRAINT fk_proposal_vacancy_id FOREIGN KEY(vacancy_id) REFERENCES vacancy (id),
    CONSTRAINT fk_proposal_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohort (id)
);
CREATE INDEX ix_proposal_cohort_id ON proposal (cohort_id);
CREATE INDEX ix_proposal_desk ON proposal (run_id, market, state, rank);
CREATE INDEX ix_proposal_helper_id ON proposal (helper_id);
CREATE UNIQUE INDEX ix_proposal_helper_open ON proposal (helper_id, day, part) WHERE state = 'open' AND helper_id IS NOT NULL;
CREATE INDEX ix_proposal_place_id ON proposal (place_id);
CREATE INDEX ix_proposal_seeker_id ON proposal (seeker_id);
CREATE UNIQUE INDEX ix_proposal_seeker_open ON proposal (seeker_id) WHERE state = 'open' AND seeker_id IS NOT NULL;
CREATE INDEX ix_proposal_vacancy_id ON proposal (vacancy_id);
CREATE INDEX ix_proposal_visit_id ON proposal (visit_id);

CREATE TABLE referral (
    seeker_id UUID NOT NULL,
    vacancy_id UUID,
    cohort_id UUID,
    state TEXT DEFAULT 'approved' NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by UUID NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_referral PRIMARY KEY (id),
    CONSTRAINT ck_referral_state CHECK (state IN ('approved', 'accepted', 'declined', 'withdrawn')),
    CONSTRAINT ck_referral_target CHECK (num_nonnulls(vacancy_id, cohort_id) = 1),
    CONSTRAINT fk_referral_seeker_id FOREIGN KEY(seeker_id) REFERENCES seeker (id),
    CONSTRAINT fk_referral_vacancy_id FOREIGN KEY(vacancy_id) REFERENCES vacancy (id),
    CONSTRAINT fk_referral_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohort (id),
    CONSTRAINT fk_referral_decided_by FOREIGN KEY(decided_by) REFERENCES account (id)
);
CREATE INDEX ix_referral_cohort_id ON referral (cohort_id);
CREATE UNIQUE INDEX ix_referral_one ON referral (seeker_id) WHERE state IN ('approved', 'accepted');
CREATE INDEX ix_referral_seeker_id ON referral (seeker_id);
CREATE INDEX ix_referral_vacancy_id ON referral (vacancy_id);

CREATE TABLE review (
    proposal_id UUID NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT,
    remark TEXT,
    swapped_to UUID,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by UUID NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_review PRIMARY KEY (id),
    CONSTRAINT ck_review_decision CHECK (decision IN ('approve', 'reject', 'swap', 'reopen')),
    CONSTRAINT ck_review_reason CHECK (decision <> 'reject' OR reason IS NOT NULL),
    CONSTRAINT fk_review_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposal (id),
    CONSTRAINT fk_review_swapped_to FOREIGN KEY(swapped_to) REFERENCES proposal (id),
    CONSTRAINT fk_review_decided_by FOREIGN KEY(decided_by) REFERENCES account (id)
);
CREATE INDEX ix_review_proposal_id ON review (proposal_id);

CREATE TABLE visit_record (
    claim_id UUID NOT NULL,
    outcome TEXT NOT NULL,
    note BYTEA,
    began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by UUID NOT NULL,
    id UUID DEFAULT uuidv7() NOT NULL,
    CONSTRAINT pk_visit_record PRIMARY KEY (id),
    CONSTRAINT uq_visit_record_claim_id UNIQUE (claim_id),
    CONSTRAINT ck_visit_record_outcome CHECK (outcome IN ('done', 'not_home', 'refused', 'hospital', 'moved', 'deceased')),
    CONSTRAINT ck_visit_record_times CHECK (began_at < ended_at),
    CONSTRAINT fk_visit_record_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id),
    CONSTRAINT fk_visit_record_recorded_by FOREIGN KEY(recorded_by) REFERENCES account (id)
);

-- Some tables are only ever added to, whoever asks: the role's rights are the first lock, this
-- is the second.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON review
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
