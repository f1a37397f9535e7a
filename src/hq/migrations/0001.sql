-- SPDX-License-Identifier: GPL-3.0-or-later
-- Headquarters' first schema. Times are microseconds since 1970 UTC; digests are SHA-256 in lower-case hex.

CREATE TABLE hq (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  epoch TEXT NOT NULL,
  generation INTEGER NOT NULL,
  sealing_key BLOB NOT NULL CHECK (length(sealing_key) = 32),
  created_us INTEGER NOT NULL
) STRICT;

CREATE TABLE technician (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  outlet TEXT,
  created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  technician TEXT NOT NULL REFERENCES technician (id),
  name TEXT NOT NULL,
  platform TEXT,
  token_sha256 TEXT NOT NULL UNIQUE,
  enrolled_us INTEGER NOT NULL,
  revoked_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrol_code (
  sha256 TEXT PRIMARY KEY,
  technician TEXT NOT NULL REFERENCES technician (id),
  expires_us INTEGER NOT NULL,
  used_us INTEGER,
  device TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE work_order (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL CHECK (revision >= 0),
  technician TEXT NOT NULL,
  service TEXT NOT NULL,
  cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
  text TEXT NOT NULL,
  changed_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_person (
  work_order TEXT NOT NULL REFERENCES work_order (id),
  technician TEXT NOT NULL,
  PRIMARY KEY (work_order, technician)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
  kind TEXT NOT NULL CHECK (kind IN ('checklist', 'guide', 'course')),
  id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  sha256 TEXT NOT NULL,
  text TEXT NOT NULL,
  published_us INTEGER NOT NULL,
  PRIMARY KEY (kind, id, version)
) STRICT, WITHOUT ROWID;

-- Small things headquarters tells one technician: what became of an opinion, how a visit was flagged.
CREATE TABLE notice (
  kind TEXT NOT NULL CHECK (kind IN ('opinion-state', 'visit-flag')),
  id TEXT NOT NULL,
  technician TEXT NOT NULL,
  revision INTEGER NOT NULL,
  text TEXT NOT NULL,
  changed_us INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- The change feed: each thing once per audience ('' is everybody), at the place of its latest change.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  audience TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
  UNIQUE (audience, kind, id)
) STRICT;
CREATE INDEX change_by_audience ON change (audience, seq);

CREATE TABLE record (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL,
  device TEXT NOT NULL,
  technician TEXT NOT NULL,
  made_at TEXT NOT NULL,
  received_us INTEGER NOT NULL,
  replaces TEXT,
  visit TEXT,
  work_order TEXT,
  waiting INTEGER NOT NULL CHECK (waiting >= 0),
  line BLOB NOT NULL
) STRICT;
CREATE INDEX record_visit ON record (visit) WHERE kind = 'visit';
CREATE INDEX record_order ON record (work_order) WHERE kind = 'visit';

CREATE TABLE manifest (
  seq INTEGER NOT NULL REFERENCES record (seq),
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (seq, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_sha256 ON manifest (sha256);

-- The receipts feed: each record once, at the place where its receipt last changed.
CREATE TABLE receipt (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  device TEXT NOT NULL,
  seq INTEGER NOT NULL UNIQUE REFERENCES record (seq)
) STRICT;
CREATE INDEX receipt_by_device ON receipt (device, position);

CREATE TABLE flag (
  seq INTEGER NOT NULL REFERENCES record (seq),
  flag TEXT NOT NULL CHECK (flag IN ('unknown-order', 'cancelled-order', 'reassigned-order', 'second-visit')),
  PRIMARY KEY (seq, flag)
) STRICT, WITHOUT ROWID;

-- The dead letters: bytes that are no acceptable record, with the reason.
CREATE TABLE held (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  device TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  record TEXT,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  received_us INTEGER NOT NULL,
  line BLOB NOT NULL,
  UNIQUE (device, sha256)
) STRICT;

CREATE TABLE medium (
  sha256 TEXT PRIMARY KEY,
  size_bytes INTEGER NOT NULL,
  filetype TEXT,
  device TEXT NOT NULL,
  received_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  device TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  filetype TEXT,
  expires_us INTEGER NOT NULL,
  finished INTEGER NOT NULL CHECK (finished IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_device ON upload (device) WHERE finished = 0;
CREATE INDEX upload_expires ON upload (expires_us);

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
