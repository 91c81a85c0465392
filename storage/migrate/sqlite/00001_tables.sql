-- The tables of package sqlstore. Times are microseconds since 1970 in UTC, 9223372036854775807 for none.

-- +goose Up
CREATE TABLE recourse_complaint (
    tenant        TEXT    NOT NULL,
    id            BLOB    NOT NULL, -- the 16 bytes of the UUID
    version       INTEGER NOT NULL,
    status        TEXT    NOT NULL,
    updated       INTEGER NOT NULL,
    closed        INTEGER NOT NULL,
    due           INTEGER NOT NULL,
    reference     TEXT    NOT NULL,
    category      TEXT    NOT NULL,
    feedback      TEXT    NOT NULL,
    severity      TEXT    NOT NULL,
    urgency       TEXT    NOT NULL,
    priority      TEXT    NOT NULL,
    priority_rank INTEGER NOT NULL, -- 1 for p1 to 4 for p4, 5 for none
    channel       TEXT    NOT NULL,
    department    TEXT    NOT NULL,
    handler       TEXT    NOT NULL,
    customer      TEXT    NOT NULL,
    order_id      TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    received      INTEGER NOT NULL,
    facets        BLOB    NOT NULL, -- digest of the columns from reference to received and of the labels
    document      TEXT    NOT NULL, -- the complaint as JSON
    PRIMARY KEY (tenant, id)
) STRICT;

-- One index for each order of a listing, with the key that pages go by.
CREATE INDEX recourse_complaint_received ON recourse_complaint (tenant, received, id);
CREATE INDEX recourse_complaint_updated ON recourse_complaint (tenant, updated, id);
CREATE INDEX recourse_complaint_priority ON recourse_complaint (tenant, priority_rank, received, id);
CREATE INDEX recourse_complaint_due ON recourse_complaint (tenant, due, id);

-- One index for each filter that may leave few complaints, in the order by received.
CREATE INDEX recourse_complaint_status ON recourse_complaint (tenant, status, received, id);
CREATE INDEX recourse_complaint_category ON recourse_complaint (tenant, category);
CREATE INDEX recourse_complaint_handler ON recourse_complaint (tenant, handler, received, id);
CREATE INDEX recourse_complaint_customer ON recourse_complaint (tenant, customer, received, id);
CREATE INDEX recourse_complaint_order ON recourse_complaint (tenant, order_id, received, id);
CREATE INDEX recourse_complaint_reference ON recourse_complaint (tenant, reference, received, id);

-- Tags, products and links: what a complaint may have several of.
CREATE TABLE recourse_label (
    tenant    TEXT NOT NULL,
    kind      TEXT NOT NULL, -- tag, product, link (other complaint/type) or link_type
    value     TEXT NOT NULL,
    complaint BLOB NOT NULL,
    PRIMARY KEY (tenant, kind, value, complaint)
) STRICT, WITHOUT ROWID;

CREATE INDEX recourse_label_complaint ON recourse_label (tenant, complaint);

CREATE TABLE recourse_event (
    tenant    TEXT    NOT NULL,
    complaint BLOB    NOT NULL,
    version   INTEGER NOT NULL,
    recorded  INTEGER NOT NULL,
    published INTEGER NOT NULL, -- 0 until the outbox was told that it is, then 1
    event     TEXT    NOT NULL, -- the event as JSON, byte for byte
    PRIMARY KEY (tenant, complaint, version)
) STRICT;

CREATE INDEX recourse_event_outbox ON recourse_event (tenant, recorded, complaint, version) WHERE published = 0;

-- Balances in minor units of the currency.
CREATE TABLE recourse_account (
    tenant   TEXT    NOT NULL,
    account  TEXT    NOT NULL,
    currency TEXT    NOT NULL,
    balance  INTEGER NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (tenant, account, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE recourse_document (
    tenant  TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL, -- JSON, byte for byte
    PRIMARY KEY (tenant, kind, name)
) STRICT;

-- What package sqlstore looks at, whichever tool ran this file. Each later file sets it to its own number.
CREATE TABLE recourse_schema (
    version INTEGER NOT NULL
) STRICT;

INSERT INTO recourse_schema (version) VALUES (1);
