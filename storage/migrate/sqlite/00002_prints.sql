-- The fingerprints of texts, by which texts that are much alike are found.

-- +goose Up
CREATE TABLE recourse_print (
    tenant    TEXT    NOT NULL,
    print     INTEGER NOT NULL, -- one of the keys of the complaint's fingerprint
    received  INTEGER NOT NULL, -- as in the complaint, so that each key has its complaints in that order
    complaint BLOB    NOT NULL,
    PRIMARY KEY (tenant, print, received, complaint)
) STRICT, WITHOUT ROWID;

-- The keys of the complaint's rows in that table: eight bytes of received, and four bytes each of the prints, highest first.
ALTER TABLE recourse_complaint ADD COLUMN prints BLOB NOT NULL DEFAULT x'';

UPDATE recourse_schema SET version = 2;
