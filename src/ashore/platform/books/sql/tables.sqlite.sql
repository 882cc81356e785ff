-- The ledger on SQLite. Every rule is the database's own: whoever writes, and however, cannot break one.
-- Postings come first and the journal that heads them last, because SQLite has no check at the end of a transaction but
-- a deferred foreign key: postings without a journal cannot be committed, and the journal checks them when it comes.

CREATE TABLE books_account (
  code        TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 30),
  currency    TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  kind        TEXT NOT NULL CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense')),
  live        INTEGER NOT NULL CHECK (live IN (0, 1)),
  min_balance INTEGER,
  max_balance INTEGER,
  closed_on   TEXT CHECK (closed_on IS date(closed_on)),
  PRIMARY KEY (code, currency),
  CHECK (min_balance IS NULL OR max_balance IS NULL OR min_balance <= max_balance)
) STRICT, WITHOUT ROWID;

CREATE TABLE books_period (
  id        INTEGER PRIMARY KEY,
  starts    TEXT NOT NULL UNIQUE CHECK (starts IS date(starts)),
  ends      TEXT NOT NULL CHECK (ends IS date(ends)),
  closed_at INTEGER,
  closed_by INTEGER,
  CHECK (starts <= ends),
  CHECK ((closed_at IS NULL) = (closed_by IS NULL))
) STRICT;

CREATE TABLE books_journal (
  customer_id  INTEGER NOT NULL CHECK (customer_id >= 0),
  id           INTEGER NOT NULL CHECK (id > 0),
  idem_key     TEXT NOT NULL CHECK (length(idem_key) BETWEEN 1 AND 80),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  loan_id      INTEGER NOT NULL CHECK (loan_id >= 0),
  currency     TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  period_id    INTEGER NOT NULL REFERENCES books_period (id),
  book_date    TEXT NOT NULL CHECK (book_date IS date(book_date)),
  value_date   TEXT NOT NULL CHECK (value_date IS date(value_date)),
  kind         TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 30),
  reverses_id  INTEGER,
  lines        INTEGER NOT NULL CHECK (lines >= 2),
  created_at   INTEGER NOT NULL CHECK (created_at > 0),
  created_by   INTEGER NOT NULL CHECK (created_by >= 0),
  PRIMARY KEY (customer_id, id),
  UNIQUE (customer_id, idem_key),
  UNIQUE (customer_id, reverses_id),
  FOREIGN KEY (customer_id, reverses_id) REFERENCES books_journal (customer_id, id),
  CHECK (value_date <= book_date),
  CHECK (reverses_id < id)
) STRICT, WITHOUT ROWID;
CREATE INDEX books_journal_by_day ON books_journal (book_date, currency);

CREATE TABLE books_posting (
  customer_id INTEGER NOT NULL,
  journal_id  INTEGER NOT NULL,
  line        INTEGER NOT NULL CHECK (line >= 1),
  account     TEXT NOT NULL,
  currency    TEXT NOT NULL,
  loan_id     INTEGER NOT NULL CHECK (loan_id >= 0),
  amount      INTEGER NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
  PRIMARY KEY (customer_id, journal_id, line),
  UNIQUE (customer_id, journal_id, account),
  FOREIGN KEY (account, currency) REFERENCES books_account (code, currency),
  FOREIGN KEY (customer_id, journal_id) REFERENCES books_journal (customer_id, id)
    DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- What each loan has on each live account, and what is held of it. Kept by the triggers, and by nobody else.
CREATE TABLE books_balance (
  customer_id INTEGER NOT NULL,
  loan_id     INTEGER NOT NULL,
  account     TEXT NOT NULL,
  currency    TEXT NOT NULL,
  amount      INTEGER NOT NULL,
  held        INTEGER NOT NULL DEFAULT 0,
  version     INTEGER NOT NULL,
  PRIMARY KEY (customer_id, loan_id, account, currency),
  FOREIGN KEY (account, currency) REFERENCES books_account (code, currency)
) STRICT, WITHOUT ROWID;

CREATE INDEX books_posting_by_balance ON books_posting (customer_id, loan_id, account, currency, amount);

-- Money promised out of a balance before it moves, signed like the posting that it will become: what is held of a
-- customer's credit (a negative balance) is positive. Neither the balance nor what the holds would leave of it may go
-- beyond a limit, so credit is not paid out twice.
CREATE TABLE books_hold (
  customer_id INTEGER NOT NULL CHECK (customer_id >= 0),
  id          INTEGER NOT NULL CHECK (id > 0),
  loan_id     INTEGER NOT NULL CHECK (loan_id >= 0),
  account     TEXT NOT NULL,
  currency    TEXT NOT NULL,
  amount      INTEGER NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
  posted      INTEGER NOT NULL DEFAULT 0 CHECK (posted BETWEEN min(amount, 0) AND max(amount, 0)),
  state       TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'void', 'expired')),
  expires_at  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL CHECK (created_at > 0),
  journal_id  INTEGER,
  PRIMARY KEY (customer_id, id),
  FOREIGN KEY (account, currency) REFERENCES books_account (code, currency),
  FOREIGN KEY (customer_id, journal_id) REFERENCES books_journal (customer_id, id)
    DEFERRABLE INITIALLY DEFERRED,
  CHECK (expires_at > created_at),
  CHECK ((state = 'posted') = (posted <> 0)),
  CHECK ((state = 'posted') = (journal_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX books_hold_pending ON books_hold (customer_id, loan_id, account, currency) WHERE state = 'pending';
CREATE INDEX books_hold_posted ON books_hold (customer_id, journal_id) WHERE state = 'posted';

CREATE TRIGGER books_posting_insert BEFORE INSERT ON books_posting BEGIN
  SELECT RAISE(ABORT, 'books: the journal is complete, no line can be added')
   WHERE EXISTS (SELECT 1 FROM books_journal WHERE customer_id = NEW.customer_id AND id = NEW.journal_id);
  SELECT RAISE(ABORT, 'books: this line exists already')
   WHERE EXISTS (SELECT 1 FROM books_posting
                  WHERE customer_id = NEW.customer_id AND journal_id = NEW.journal_id
                    AND (line = NEW.line OR account = NEW.account));
END;

CREATE TRIGGER books_posting_balance AFTER INSERT ON books_posting
WHEN EXISTS (SELECT 1 FROM books_account WHERE code = NEW.account AND currency = NEW.currency AND live)
BEGIN
  UPDATE books_balance SET amount = amount + NEW.amount, version = version + 1
   WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
     AND account = NEW.account AND currency = NEW.currency;
  INSERT INTO books_balance (customer_id, loan_id, account, currency, amount, version)
  SELECT NEW.customer_id, NEW.loan_id, NEW.account, NEW.currency, NEW.amount, 1
   WHERE NOT EXISTS (SELECT 1 FROM books_balance
                      WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
                        AND account = NEW.account AND currency = NEW.currency);
END;

CREATE TRIGGER books_posting_update BEFORE UPDATE ON books_posting BEGIN
  SELECT RAISE(ABORT, 'books: a posting is never changed; post a reversal');
END;
CREATE TRIGGER books_posting_delete BEFORE DELETE ON books_posting BEGIN
  SELECT RAISE(ABORT, 'books: a posting is never deleted; post a reversal');
END;

CREATE TRIGGER books_journal_insert BEFORE INSERT ON books_journal BEGIN
  SELECT RAISE(ABORT, 'books: this journal exists already')
   WHERE EXISTS (SELECT 1 FROM books_journal WHERE customer_id = NEW.customer_id
                    AND (id = NEW.id OR idem_key = NEW.idem_key OR reverses_id = NEW.reverses_id));
  SELECT RAISE(ABORT, 'books: the postings do not add up to zero')
   WHERE (SELECT sum(amount) FROM books_posting
           WHERE customer_id = NEW.customer_id AND journal_id = NEW.id) IS NOT 0;
  SELECT RAISE(ABORT, 'books: the journal does not have the lines that it declares')
   WHERE (SELECT count(*) FROM books_posting
           WHERE customer_id = NEW.customer_id AND journal_id = NEW.id) <> NEW.lines;
  SELECT RAISE(ABORT, 'books: a posting is of another currency or loan than its journal')
   WHERE EXISTS (SELECT 1 FROM books_posting
                  WHERE customer_id = NEW.customer_id AND journal_id = NEW.id
                    AND (currency <> NEW.currency OR loan_id <> NEW.loan_id));
  SELECT RAISE(ABORT, 'books: an account of the journal is closed')
   WHERE EXISTS (SELECT 1 FROM books_posting p
                   JOIN books_account a ON a.code = p.account AND a.currency = p.currency
                  WHERE p.customer_id = NEW.customer_id AND p.journal_id = NEW.id
                    AND a.closed_on <= NEW.book_date);
  SELECT RAISE(ABORT, 'books: the book date is not in an open period')
   WHERE NOT EXISTS (SELECT 1 FROM books_period
                      WHERE id = NEW.period_id AND closed_at IS NULL
                        AND NEW.book_date BETWEEN starts AND ends);
  SELECT RAISE(ABORT, 'books: the journal does not move what the hold that it posts was released for')
   WHERE EXISTS (SELECT 1 FROM books_hold h
                  WHERE h.customer_id = NEW.customer_id AND h.journal_id = NEW.id AND NOT EXISTS (
                    SELECT 1 FROM books_posting p
                     WHERE p.customer_id = h.customer_id AND p.journal_id = NEW.id AND p.loan_id = h.loan_id
                       AND p.account = h.account AND p.currency = h.currency
                       AND p.amount = (SELECT sum(posted) FROM books_hold
                                        WHERE customer_id = NEW.customer_id AND journal_id = NEW.id
                                          AND account = h.account)));
  SELECT RAISE(ABORT, 'books: a reversal mirrors its journal line by line')
   WHERE NEW.reverses_id IS NOT NULL AND (
     NEW.lines <> (SELECT lines FROM books_journal WHERE customer_id = NEW.customer_id AND id = NEW.reverses_id)
     OR (SELECT count(*) FROM books_posting p JOIN books_posting q
          ON q.customer_id = p.customer_id AND q.journal_id = NEW.reverses_id AND q.account = p.account
         WHERE p.customer_id = NEW.customer_id AND p.journal_id = NEW.id AND q.amount = -p.amount
           AND q.currency = p.currency AND q.loan_id = p.loan_id) <> NEW.lines);
END;
CREATE TRIGGER books_journal_update BEFORE UPDATE ON books_journal BEGIN
  SELECT RAISE(ABORT, 'books: a journal is never changed; post a reversal');
END;
CREATE TRIGGER books_journal_delete BEFORE DELETE ON books_journal BEGIN
  SELECT RAISE(ABORT, 'books: a journal is never deleted; post a reversal');
END;

-- `x <> y` is unknown where there is no row to sum; IS NOT is never unknown.
CREATE TRIGGER books_balance_insert BEFORE INSERT ON books_balance BEGIN
  SELECT RAISE(ABORT, 'books: this balance exists already')
   WHERE EXISTS (SELECT 1 FROM books_balance
                  WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
                    AND account = NEW.account AND currency = NEW.currency);
  SELECT RAISE(ABORT, 'books: a balance is the sum of its postings')
   WHERE NEW.version <> 1 OR NEW.held <> 0 OR NEW.amount IS NOT (SELECT sum(amount) FROM books_posting
                        WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
                          AND account = NEW.account AND currency = NEW.currency);
END;
CREATE TRIGGER books_balance_update BEFORE UPDATE ON books_balance BEGIN
  SELECT RAISE(ABORT, 'books: a balance keeps its place and counts its changes')
   WHERE (NEW.customer_id, NEW.loan_id, NEW.account, NEW.currency, NEW.version)
      IS NOT (OLD.customer_id, OLD.loan_id, OLD.account, OLD.currency, OLD.version + 1)
      OR (NEW.amount, NEW.held) IS (OLD.amount, OLD.held);
  SELECT RAISE(ABORT, 'books: a balance is the sum of its postings')
   WHERE NEW.amount IS NOT (SELECT sum(amount) FROM books_posting
                        WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
                          AND account = NEW.account AND currency = NEW.currency);
  SELECT RAISE(ABORT, 'books: what is held is the sum of the pending holds')
   WHERE NEW.held IS NOT coalesce((SELECT sum(amount) FROM books_hold
                             WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
                               AND account = NEW.account AND currency = NEW.currency AND state = 'pending'), 0);
END;
CREATE TRIGGER books_balance_delete BEFORE DELETE ON books_balance BEGIN
  SELECT RAISE(ABORT, 'books: a balance is never deleted');
END;
CREATE TRIGGER books_balance_limit_insert AFTER INSERT ON books_balance BEGIN
  SELECT RAISE(ABORT, 'books: the balance would go beyond a limit of its account')
   WHERE EXISTS (SELECT 1 FROM books_account
                  WHERE code = NEW.account AND currency = NEW.currency
                    AND (min(NEW.amount, NEW.amount + NEW.held) < min_balance
                      OR max(NEW.amount, NEW.amount + NEW.held) > max_balance));
END;
CREATE TRIGGER books_balance_limit_update AFTER UPDATE ON books_balance BEGIN
  SELECT RAISE(ABORT, 'books: the balance would go beyond a limit of its account')
   WHERE EXISTS (SELECT 1 FROM books_account
                  WHERE code = NEW.account AND currency = NEW.currency
                    AND (min(NEW.amount, NEW.amount + NEW.held) < min_balance
                      OR max(NEW.amount, NEW.amount + NEW.held) > max_balance));
END;

CREATE TRIGGER books_hold_insert BEFORE INSERT ON books_hold BEGIN
  SELECT RAISE(ABORT, 'books: this hold exists already')
   WHERE EXISTS (SELECT 1 FROM books_hold WHERE customer_id = NEW.customer_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'books: a hold begins pending')
   WHERE NEW.state <> 'pending';
  SELECT RAISE(ABORT, 'books: there is no balance to hold from')
   WHERE NOT EXISTS (SELECT 1 FROM books_balance
                      WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
                        AND account = NEW.account AND currency = NEW.currency);
END;
CREATE TRIGGER books_hold_held AFTER INSERT ON books_hold BEGIN
  UPDATE books_balance SET held = held + NEW.amount, version = version + 1
   WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
     AND account = NEW.account AND currency = NEW.currency;
END;
CREATE TRIGGER books_hold_update BEFORE UPDATE ON books_hold BEGIN
  SELECT RAISE(ABORT, 'books: a hold that has ended is never changed')
   WHERE OLD.state <> 'pending';
  SELECT RAISE(ABORT, 'books: a hold changes only by being posted, void or expired')
   WHERE NEW.state = 'pending'
      OR (NEW.customer_id, NEW.id, NEW.loan_id, NEW.account, NEW.currency, NEW.amount, NEW.expires_at, NEW.created_at)
         IS NOT
         (OLD.customer_id, OLD.id, OLD.loan_id, OLD.account, OLD.currency, OLD.amount, OLD.expires_at, OLD.created_at);
  SELECT RAISE(ABORT, 'books: a hold is posted together with its journal, before it is complete')
   WHERE NEW.state = 'posted'
     AND EXISTS (SELECT 1 FROM books_journal WHERE customer_id = NEW.customer_id AND id = NEW.journal_id);
END;
CREATE TRIGGER books_hold_let_go AFTER UPDATE ON books_hold BEGIN
  UPDATE books_balance SET held = held - OLD.amount, version = version + 1
   WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
     AND account = NEW.account AND currency = NEW.currency;
END;
CREATE TRIGGER books_hold_delete BEFORE DELETE ON books_hold BEGIN
  SELECT RAISE(ABORT, 'books: a hold is never deleted; make it void');
END;

CREATE TRIGGER books_period_insert BEFORE INSERT ON books_period BEGIN
  SELECT RAISE(ABORT, 'books: this period exists already')
   WHERE EXISTS (SELECT 1 FROM books_period WHERE id = NEW.id OR starts = NEW.starts);
  SELECT RAISE(ABORT, 'books: a period begins open')
   WHERE NEW.closed_at IS NOT NULL;
  SELECT RAISE(ABORT, 'books: periods do not overlap, and none begins before one that is closed')
   WHERE EXISTS (SELECT 1 FROM books_period
                  WHERE (starts <= NEW.ends AND NEW.starts <= ends)
                     OR (closed_at IS NOT NULL AND NEW.starts <= ends));
END;
CREATE TRIGGER books_period_update BEFORE UPDATE ON books_period BEGIN
  SELECT RAISE(ABORT, 'books: a period that is closed stays closed')
   WHERE OLD.closed_at IS NOT NULL;
  SELECT RAISE(ABORT, 'books: a period changes only by being closed')
   WHERE NEW.closed_at IS NULL OR (NEW.id, NEW.starts, NEW.ends) IS NOT (OLD.id, OLD.starts, OLD.ends);
  SELECT RAISE(ABORT, 'books: the period before it is still open')
   WHERE EXISTS (SELECT 1 FROM books_period WHERE ends < NEW.starts AND closed_at IS NULL);
END;
CREATE TRIGGER books_period_delete BEFORE DELETE ON books_period BEGIN
  SELECT RAISE(ABORT, 'books: a period is never deleted');
END;

CREATE TRIGGER books_account_insert BEFORE INSERT ON books_account BEGIN
  SELECT RAISE(ABORT, 'books: this account exists already')
   WHERE EXISTS (SELECT 1 FROM books_account WHERE code = NEW.code AND currency = NEW.currency);
  SELECT RAISE(ABORT, 'books: limits need a balance to hold to: the account must be live')
   WHERE NOT NEW.live AND (NEW.min_balance IS NOT NULL OR NEW.max_balance IS NOT NULL);
END;
CREATE TRIGGER books_account_update BEFORE UPDATE ON books_account BEGIN
  SELECT RAISE(ABORT, 'books: an account changes only by being closed; open another one')
   WHERE OLD.closed_on IS NOT NULL OR NEW.closed_on IS NULL
      OR (NEW.code, NEW.currency, NEW.kind, NEW.live, NEW.min_balance, NEW.max_balance)
         IS NOT (OLD.code, OLD.currency, OLD.kind, OLD.live, OLD.min_balance, OLD.max_balance);
  SELECT RAISE(ABORT, 'books: an account with a balance cannot be closed')
   WHERE EXISTS (SELECT 1 FROM books_balance
                  WHERE account = NEW.code AND currency = NEW.currency AND (amount <> 0 OR held <> 0));
END;
CREATE TRIGGER books_account_delete BEFORE DELETE ON books_account BEGIN
  SELECT RAISE(ABORT, 'books: an account is never deleted; close it');
END;
