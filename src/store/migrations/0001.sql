-- SPDX-License-Identifier: GPL-3.0-or-later
-- Format 1. Columns named "…_us" are microseconds since 1970 UTC. BLOBs are sealed by the vault, but for
-- the bytes of published contents, which are about no customer.

CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY CHECK (length (key) BETWEEN 1 AND 64),
  value TEXT,
  sealed BLOB,
  CHECK ((value IS NULL) <> (sealed IS NULL))
) STRICT, WITHOUT ROWID;

-- What lists ask for is clear and indexed; what is about the customer is sealed. phase: 0 open, 1 begun,
-- 2 waiting for headquarters, 3 done.
CREATE TABLE orders (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length (id) BETWEEN 1 AND 64),
  revision INTEGER NOT NULL CHECK (revision >= 0),
  service TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT 'assigned'
    CHECK (stage IN ('assigned', 'accepted', 'departed', 'arrived', 'started', 'parked', 'finished')),
  cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  is_return INTEGER NOT NULL CHECK (is_return IN (0, 1)),
  community INTEGER NOT NULL CHECK (community IN (0, 1)),
  start_us INTEGER NOT NULL,
  end_us INTEGER NOT NULL,
  due_us INTEGER,
  promise_kind TEXT,
  finished_us INTEGER,
  visit TEXT,
  light BLOB NOT NULL,
  search BLOB NOT NULL,
  phase INTEGER NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN stage = 'finished' THEN 2 + complete
      WHEN stage IN ('departed', 'arrived', 'started', 'parked') THEN 1
      WHEN cancelled OR withdrawn THEN 3
      ELSE 0
    END) STORED,
  deadline_us INTEGER NOT NULL GENERATED ALWAYS AS (min (end_us, coalesce (due_us, end_us))) STORED,
  closed_us INTEGER NOT NULL GENERATED ALWAYS AS (coalesce (finished_us, start_us)) STORED,
  CHECK (end_us >= start_us),
  CHECK (complete = 0 OR stage = 'finished')
) STRICT;

CREATE INDEX orders_by_start ON orders (phase, start_us, deadline_us);
CREATE INDEX orders_by_deadline ON orders (phase, deadline_us);
CREATE INDEX orders_by_close ON orders (phase, closed_us);

CREATE TABLE order_documents (
  row INTEGER PRIMARY KEY REFERENCES orders (row) ON DELETE CASCADE,
  document BLOB NOT NULL
) STRICT;

CREATE TABLE contents (
  sha256 TEXT NOT NULL PRIMARY KEY CHECK (length (sha256) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('checklist', 'guide', 'course')),
  id TEXT NOT NULL CHECK (length (id) BETWEEN 1 AND 64),
  version INTEGER NOT NULL CHECK (version >= 1),
  in_force INTEGER NOT NULL CHECK (in_force IN (0, 1)),
  bytes BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX contents_in_force ON contents (kind, id) WHERE in_force = 1;

CREATE TABLE visits (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length (id) = 36),
  order_id TEXT NOT NULL REFERENCES orders (id),
  stage TEXT NOT NULL
    CHECK (stage IN ('accepted', 'departed', 'arrived', 'started', 'parked', 'finished')),
  document BLOB NOT NULL,
  position BLOB,
  done INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),
  total INTEGER NOT NULL DEFAULT 0 CHECK (total >= 0),
  hazards INTEGER NOT NULL DEFAULT 0 CHECK (hazards >= 0),
  last_seq INTEGER NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
  made_us INTEGER NOT NULL,
  finished_us INTEGER,
  record TEXT,
  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  completed_us INTEGER,
  CHECK ((stage = 'finished') = (finished_us IS NOT NULL)),
  CHECK (complete = 0 OR stage = 'finished')
) STRICT;

CREATE INDEX visits_by_order ON visits (order_id, row);
CREATE UNIQUE INDEX visits_unfinished ON visits (order_id) WHERE stage <> 'finished';
CREATE INDEX visits_open ON visits (row) WHERE stage <> 'finished';
CREATE INDEX visits_by_finish ON visits (finished_us) WHERE stage = 'finished';
CREATE INDEX visits_incomplete ON visits (row) WHERE stage = 'finished' AND complete = 0;

CREATE TABLE pins (
  visit TEXT NOT NULL REFERENCES visits (id),
  job TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES contents (sha256),
  PRIMARY KEY (visit, job)
) STRICT, WITHOUT ROWID;

CREATE INDEX pins_by_content ON pins (sha256);

CREATE TABLE journal (
  row INTEGER PRIMARY KEY,
  visit INTEGER NOT NULL REFERENCES visits (row),
  seq INTEGER NOT NULL CHECK (seq >= 1),
  id TEXT NOT NULL UNIQUE CHECK (length (id) = 36),
  line BLOB NOT NULL,
  UNIQUE (visit, seq)
) STRICT;

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE (ABORT, 'journal entries are never changed');
END;

CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
BEGIN
  SELECT RAISE (ABORT, 'journal entries are never removed');
END;

CREATE TABLE media (
  row INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE CHECK (length (sha256) = 64),
  size INTEGER NOT NULL CHECK (size > 0),
  type TEXT NOT NULL CHECK (length (type) > 0),
  width INTEGER NOT NULL CHECK (width >= 0),
  height INTEGER NOT NULL CHECK (height >= 0),
  lane INTEGER NOT NULL CHECK (lane IN (3, 4)),
  thumb_of TEXT,
  state TEXT NOT NULL CHECK (state IN ('local', 'queued', 'sending', 'held', 'stored')),
  upload_url TEXT,
  upload_offset INTEGER NOT NULL DEFAULT 0 CHECK (upload_offset BETWEEN 0 AND size),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_us INTEGER NOT NULL DEFAULT 0,
  last_words BLOB,
  made_us INTEGER NOT NULL,
  freed INTEGER NOT NULL DEFAULT 0 CHECK (freed IN (0, 1)),
  CHECK (freed = 0 OR state = 'stored')
) STRICT;

CREATE INDEX media_to_send ON media (lane, row) WHERE state IN ('queued', 'sending', 'held');
CREATE INDEX media_by_thumb ON media (thumb_of) WHERE thumb_of IS NOT NULL;
CREATE INDEX media_to_free ON media (row) WHERE state = 'stored' AND freed = 0;

CREATE TABLE media_uses (
  row INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL REFERENCES media (sha256),
  visit TEXT NOT NULL REFERENCES visits (id),
  entry TEXT NOT NULL,
  job TEXT,
  step TEXT,
  thing TEXT,
  role TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
  UNIQUE (entry, sha256)
) STRICT;

CREATE INDEX media_uses_by_visit ON media_uses (visit, row);
CREATE INDEX media_uses_by_medium ON media_uses (sha256);

CREATE TABLE outbox (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length (id) = 36),
  kind TEXT NOT NULL CHECK (kind IN ('visit', 'hazard', 'progress', 'opinion', 'device', 'training')),
  lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 2),
  visit TEXT,
  order_id TEXT,
  sha256 TEXT NOT NULL CHECK (length (sha256) = 64),
  size INTEGER NOT NULL CHECK (size > 0),
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'held', 'stored', 'complete')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_us INTEGER NOT NULL DEFAULT 0,
  last_words BLOB,
  hq_seq INTEGER,
  stored_us INTEGER,
  n_missing INTEGER NOT NULL DEFAULT 0,
  made_us INTEGER NOT NULL,
  CHECK (state NOT IN ('stored', 'complete') OR hq_seq IS NOT NULL)
) STRICT;

CREATE INDEX outbox_to_send ON outbox (lane, row) WHERE state IN ('queued', 'sending', 'held');
CREATE INDEX outbox_sent ON outbox (row) WHERE state IN ('stored', 'complete');

CREATE TABLE record_bytes (
  row INTEGER PRIMARY KEY REFERENCES outbox (row),
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE receipts (
  record TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL CHECK (length (sha256) = 64),
  seq INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
  round INTEGER NOT NULL
) STRICT;

CREATE TABLE receipt_missing (
  record TEXT NOT NULL REFERENCES receipts (record) ON DELETE CASCADE,
  sha256 TEXT NOT NULL CHECK (length (sha256) = 64),
  PRIMARY KEY (record, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;

-- Changes of headquarters' that break the contract, with the reason.
CREATE TABLE refused_changes (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  words BLOB NOT NULL,
  change BLOB NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;

-- Pages pulled anew, until the last one swaps.
CREATE TABLE shadow (
  row INTEGER PRIMARY KEY,
  change BLOB NOT NULL
) STRICT;

CREATE TABLE instruments (
  id TEXT NOT NULL PRIMARY KEY CHECK (length (id) BETWEEN 1 AND 64),
  name TEXT NOT NULL,
  serial TEXT NOT NULL,
  calibrated_until TEXT CHECK (calibrated_until IS NULL OR length (calibrated_until) = 10)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
  scope TEXT NOT NULL,
  slot TEXT NOT NULL,
  text BLOB NOT NULL,
  PRIMARY KEY (scope, slot)
) STRICT;
