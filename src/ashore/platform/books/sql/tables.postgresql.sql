-- The ledger on PostgreSQL. Every rule is the database's own: whoever writes, and however, cannot break one.
-- The journal comes first and its postings after it in the same transaction; a trigger at commit checks them together.
-- (Postings first, as on SQLite, would let a second session add a line to a journal that it cannot see.)

CREATE FUNCTION books_refuse(why text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = 'books: ' || why, ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TABLE books_account (
  code        varchar(30) NOT NULL CHECK (code <> ''),
  currency    char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  kind        varchar(10) NOT NULL CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense')),
  live        boolean NOT NULL,
  min_balance bigint,
  max_balance bigint,
  closed_on   date,
  PRIMARY KEY (code, currency),
  CHECK (min_balance <= max_balance),
  CHECK (live OR (min_balance IS NULL AND max_balance IS NULL))
);

CREATE TABLE books_period (
  id        integer PRIMARY KEY,
  starts    date NOT NULL UNIQUE,
  ends      date NOT NULL,
  closed_at bigint,
  closed_by bigint,
  CHECK (starts <= ends),
  CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);

CREATE TABLE books_journal (
  customer_id  bigint NOT NULL CHECK (customer_id >= 0),
  id           bigint NOT NULL CHECK (id > 0),
  idem_key     varchar(80) NOT NULL CHECK (idem_key <> ''),
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  loan_id      bigint NOT NULL CHECK (loan_id >= 0),
  currency     char(3) NOT NULL,
  period_id    integer NOT NULL REFERENCES books_period (id),
  book_date    date NOT NULL,
  value_date   date NOT NULL,
  kind         varchar(30) NOT NULL CHECK (kind <> ''),
  reverses_id  bigint,
  lines        integer NOT NULL CHECK (lines >= 2),
  created_at   bigint NOT NULL CHECK (created_at > 0),
  created_by   bigint NOT NULL CHECK (created_by >= 0),
  xid          xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (customer_id, id),
  UNIQUE (customer_id, idem_key),
  UNIQUE (customer_id, reverses_id),
  FOREIGN KEY (customer_id, reverses_id) REFERENCES books_journal (customer_id, id),
  CHECK (value_date <= book_date),
  CHECK (reverses_id < id)
);
CREATE INDEX books_journal_by_day ON books_journal (book_date, currency);

CREATE TABLE books_posting (
  customer_id bigint NOT NULL,
  journal_id  bigint NOT NULL,
  line        integer NOT NULL CHECK (line >= 1),
  account     varchar(30) NOT NULL,
  currency    char(3) NOT NULL,
  loan_id     bigint NOT NULL CHECK (loan_id >= 0),
  amount      bigint NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
  PRIMARY KEY (customer_id, journal_id, line),
  UNIQUE (customer_id, journal_id, account),
  FOREIGN KEY (account, currency) REFERENCES books_account (code, currency),
  FOREIGN KEY (customer_id, journal_id) REFERENCES books_journal (customer_id, id)
);
CREATE INDEX books_posting_by_balance ON books_posting (customer_id, loan_id, account, currency) INCLUDE (amount);

-- What each loan has on each live account, and what is held of it. Kept by the triggers, and by nobody else.
CREATE TABLE books_balance (
  customer_id bigint NOT NULL,
  loan_id     bigint NOT NULL,
  account     varchar(30) NOT NULL,
  currency    char(3) NOT NULL,
  amount      bigint NOT NULL,
  held        bigint NOT NULL DEFAULT 0,
  version     integer NOT NULL,
  PRIMARY KEY (customer_id, loan_id, account, currency),
  FOREIGN KEY (account, currency) REFERENCES books_account (code, currency)
);

-- Money promised out of a balance before it moves, signed like the posting that it will become: what is held of a
-- customer's credit (a negative balance) is positive. Neither the balance nor what the holds would leave of it may go
-- beyond a limit, so credit is not paid out twice.
CREATE TABLE books_hold (
  customer_id bigint NOT NULL CHECK (customer_id >= 0),
  id          bigint NOT NULL CHECK (id > 0),
  loan_id     bigint NOT NULL CHECK (loan_id >= 0),
  account     varchar(30) NOT NULL,
  currency    char(3) NOT NULL,
  amount      bigint NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
  posted      bigint NOT NULL DEFAULT 0 CHECK (posted BETWEEN least(amount, 0) AND greatest(amount, 0)),
  state       varchar(10) NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'void', 'expired')),
  expires_at  bigint NOT NULL,
  created_at  bigint NOT NULL CHECK (created_at > 0),
  journal_id  bigint,
  PRIMARY KEY (customer_id, id),
  FOREIGN KEY (account, currency) REFERENCES books_account (code, currency),
  FOREIGN KEY (customer_id, journal_id) REFERENCES books_journal (customer_id, id),
  CHECK (expires_at > created_at),
  CHECK ((state = 'posted') = (posted <> 0)),
  CHECK ((state = 'posted') = (journal_id IS NOT NULL))
);
CREATE INDEX books_hold_pending ON books_hold (customer_id, loan_id, account, currency) WHERE state = 'pending';
CREATE INDEX books_hold_posted ON books_hold (customer_id, journal_id) WHERE state = 'posted';

-- Nothing is edited and nothing goes away.
CREATE FUNCTION books_never() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM books_refuse(TG_ARGV[0]);
END $$;
CREATE TRIGGER books_journal_never BEFORE UPDATE OR DELETE ON books_journal
  FOR EACH ROW EXECUTE FUNCTION books_never('a journal is never changed or deleted; post a reversal');
CREATE TRIGGER books_posting_never BEFORE UPDATE OR DELETE ON books_posting
  FOR EACH ROW EXECUTE FUNCTION books_never('a posting is never changed or deleted; post a reversal');
CREATE TRIGGER books_balance_never BEFORE DELETE ON books_balance
  FOR EACH ROW EXECUTE FUNCTION books_never('a balance is never deleted');
CREATE TRIGGER books_hold_never BEFORE DELETE ON books_hold
  FOR EACH ROW EXECUTE FUNCTION books_never('a hold is never deleted; make it void');
CREATE TRIGGER books_period_never BEFORE DELETE ON books_period
  FOR EACH ROW EXECUTE FUNCTION books_never('a period is never deleted');
CREATE TRIGGER books_account_never BEFORE DELETE ON books_account
  FOR EACH ROW EXECUTE FUNCTION books_never('an account is never deleted; close it');
CREATE TRIGGER books_journal_truncate BEFORE TRUNCATE ON books_journal
  FOR EACH STATEMENT EXECUTE FUNCTION books_never('the books are never emptied');
CREATE TRIGGER books_posting_truncate BEFORE TRUNCATE ON books_posting
  FOR EACH STATEMENT EXECUTE FUNCTION books_never('the books are never emptied');
CREATE TRIGGER books_balance_truncate BEFORE TRUNCATE ON books_balance
  FOR EACH STATEMENT EXECUTE FUNCTION books_never('the books are never emptied');
CREATE TRIGGER books_hold_truncate BEFORE TRUNCATE ON books_hold
  FOR EACH STATEMENT EXECUTE FUNCTION books_never('the books are never emptied');
CREATE TRIGGER books_period_truncate BEFORE TRUNCATE ON books_period
  FOR EACH STATEMENT EXECUTE FUNCTION books_never('the books are never emptied');
CREATE TRIGGER books_account_truncate BEFORE TRUNCATE ON books_account
  FOR EACH STATEMENT EXECUTE FUNCTION books_never('the books are never emptied');

-- The header takes a share of its period, so that closing waits for it and it waits for closing.
CREATE FUNCTION books_journal_open() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  PERFORM 1 FROM books_period
    WHERE id = NEW.period_id AND closed_at IS NULL AND NEW.book_date BETWEEN starts AND ends FOR SHARE;
  IF NOT FOUND THEN
    PERFORM books_refuse('the book date is not in an open period');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER books_journal_open BEFORE INSERT ON books_journal
  FOR EACH ROW EXECUTE FUNCTION books_journal_open();

CREATE FUNCTION books_journal_whole() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  total numeric; found integer; strange integer; shut integer;
BEGIN
  SELECT sum(p.amount), count(*),
         count(*) FILTER (WHERE p.currency <> NEW.currency OR p.loan_id <> NEW.loan_id),
         count(*) FILTER (WHERE a.closed_on <= NEW.book_date)
    INTO total, found, strange, shut
    FROM books_posting p JOIN books_account a ON a.code = p.account AND a.currency = p.currency
   WHERE p.customer_id = NEW.customer_id AND p.journal_id = NEW.id;
  IF total IS DISTINCT FROM 0 THEN
    PERFORM books_refuse('the postings do not add up to zero');
  ELSIF found <> NEW.lines THEN
    PERFORM books_refuse('the journal does not have the lines that it declares');
  ELSIF strange > 0 THEN
    PERFORM books_refuse('a posting is of another currency or loan than its journal');
  ELSIF shut > 0 THEN
    PERFORM books_refuse('an account of the journal is closed');
  ELSIF EXISTS (
    SELECT 1 FROM books_hold h
     WHERE h.customer_id = NEW.customer_id AND h.journal_id = NEW.id AND NOT EXISTS (
       SELECT 1 FROM books_posting p
        WHERE p.customer_id = h.customer_id AND p.journal_id = NEW.id AND p.loan_id = h.loan_id
          AND p.account = h.account AND p.currency = h.currency
          AND p.amount = (SELECT sum(posted) FROM books_hold
                           WHERE customer_id = NEW.customer_id AND journal_id = NEW.id AND account = h.account)))
  THEN
    PERFORM books_refuse('the journal does not move what the hold that it posts was released for');
  ELSIF NEW.reverses_id IS NOT NULL AND (
    NEW.lines <> (SELECT lines FROM books_journal WHERE customer_id = NEW.customer_id AND id = NEW.reverses_id)
    OR NEW.lines <> (SELECT count(*) FROM books_posting p JOIN books_posting q
          ON q.customer_id = p.customer_id AND q.journal_id = NEW.reverses_id AND q.account = p.account
       WHERE p.customer_id = NEW.customer_id AND p.journal_id = NEW.id AND q.amount = -p.amount
         AND q.currency = p.currency AND q.loan_id = p.loan_id))
  THEN
    PERFORM books_refuse('a reversal mirrors its journal line by line');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER books_journal_whole AFTER INSERT ON books_journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION books_journal_whole();

CREATE FUNCTION books_posting_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added p JOIN books_journal j ON j.customer_id = p.customer_id AND j.id = p.journal_id
              WHERE j.xid <> pg_current_xact_id()) THEN
    PERFORM books_refuse('the journal is complete, no line can be added');
  END IF;
  INSERT INTO books_balance AS b (customer_id, loan_id, account, currency, amount, version)
  SELECT p.customer_id, p.loan_id, p.account, p.currency, sum(p.amount), 1
    FROM added p JOIN books_account a ON a.code = p.account AND a.currency = p.currency AND a.live
   GROUP BY p.customer_id, p.loan_id, p.account, p.currency
   ORDER BY p.customer_id, p.loan_id, p.account, p.currency
  ON CONFLICT (customer_id, loan_id, account, currency)
  DO UPDATE SET amount = b.amount + excluded.amount, version = b.version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER books_posting_added AFTER INSERT ON books_posting
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION books_posting_added();

-- Written from within the triggers above only: depth 1 is a statement of somebody else's.
CREATE FUNCTION books_balance_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    PERFORM books_refuse('a balance is the sum of its postings and is kept by the database');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER books_balance_kept BEFORE INSERT OR UPDATE ON books_balance
  FOR EACH ROW EXECUTE FUNCTION books_balance_kept();

-- After the row, not before it: a row that ON CONFLICT turns into an update is seen by BEFORE INSERT as it was proposed.
CREATE FUNCTION books_balance_limit() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM books_account
              WHERE code = NEW.account AND currency = NEW.currency
                AND (least(NEW.amount, NEW.amount + NEW.held) < min_balance
                  OR greatest(NEW.amount, NEW.amount + NEW.held) > max_balance)) THEN
    PERFORM books_refuse('the balance would go beyond a limit of its account');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER books_balance_limit AFTER INSERT OR UPDATE ON books_balance
  FOR EACH ROW EXECUTE FUNCTION books_balance_limit();

CREATE FUNCTION books_hold_begun() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.state <> 'pending' THEN
    PERFORM books_refuse('a hold begins pending');
  END IF;
  UPDATE books_balance SET held = held + NEW.amount, version = version + 1
   WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id
     AND account = NEW.account AND currency = NEW.currency;
  IF NOT FOUND THEN
    PERFORM books_refuse('there is no balance to hold from');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER books_hold_begun AFTER INSERT ON books_hold
  FOR EACH ROW EXECUTE FUNCTION books_hold_begun();

CREATE FUNCTION books_hold_ended() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.state <> 'pending' THEN
    PERFORM books_refuse('a hold that has ended is never changed');
  ELSIF NEW.state = 'pending'
     OR (NEW.customer_id, NEW.id, NEW.loan_id, NEW.account, NEW.currency, NEW.amount, NEW.expires_at, NEW.created_at)
        IS DISTINCT FROM
        (OLD.customer_id, OLD.id, OLD.loan_id, OLD.account, OLD.currency, OLD.amount, OLD.expires_at, OLD.created_at)
  THEN
    PERFORM books_refuse('a hold changes only by being posted, void or expired');
  ELSIF NEW.state = 'posted' AND NOT EXISTS (
    SELECT 1 FROM books_journal
     WHERE customer_id = NEW.customer_id AND id = NEW.journal_id AND xid = pg_current_xact_id())
  THEN
    PERFORM books_refuse('a hold is posted together with its journal, before it is complete');
  END IF;
  UPDATE books_balance SET held = held - OLD.amount, version = version + 1
   WHERE customer_id = OLD.customer_id AND loan_id = OLD.loan_id
     AND account = OLD.account AND currency = OLD.currency;
  RETURN NULL;
END $$;
CREATE TRIGGER books_hold_ended AFTER UPDATE ON books_hold
  FOR EACH ROW EXECUTE FUNCTION books_hold_ended();

-- One at a time, so that two sessions cannot add periods that overlap.
CREATE FUNCTION books_period_added() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('books_period'));
  IF NEW.closed_at IS NOT NULL THEN
    PERFORM books_refuse('a period begins open');
  ELSIF EXISTS (SELECT 1 FROM books_period
                 WHERE (starts <= NEW.ends AND NEW.starts <= ends)
                    OR (closed_at IS NOT NULL AND NEW.starts <= ends)) THEN
    PERFORM books_refuse('periods do not overlap, and none begins before one that is closed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER books_period_added BEFORE INSERT ON books_period
  FOR EACH ROW EXECUTE FUNCTION books_period_added();

CREATE FUNCTION books_period_closed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('books_period'));
  IF OLD.closed_at IS NOT NULL THEN
    PERFORM books_refuse('a period that is closed stays closed');
  ELSIF NEW.closed_at IS NULL OR (NEW.id, NEW.starts, NEW.ends) IS DISTINCT FROM (OLD.id, OLD.starts, OLD.ends) THEN
    PERFORM books_refuse('a period changes only by being closed');
  ELSIF EXISTS (SELECT 1 FROM books_period WHERE ends < NEW.starts AND closed_at IS NULL) THEN
    PERFORM books_refuse('the period before it is still open');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER books_period_closed BEFORE UPDATE ON books_period
  FOR EACH ROW EXECUTE FUNCTION books_period_closed();

CREATE FUNCTION books_account_closed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  LOCK TABLE books_posting IN SHARE MODE; -- waits for open postings, and holds back new ones until it is closed
  IF OLD.closed_on IS NOT NULL OR NEW.closed_on IS NULL
     OR (NEW.code, NEW.currency, NEW.kind, NEW.live, NEW.min_balance, NEW.max_balance)
        IS DISTINCT FROM (OLD.code, OLD.currency, OLD.kind, OLD.live, OLD.min_balance, OLD.max_balance) THEN
    PERFORM books_refuse('an account changes only by being closed; open another one');
  ELSIF EXISTS (SELECT 1 FROM books_balance
                 WHERE account = NEW.code AND currency = NEW.currency AND (amount <> 0 OR held <> 0)) THEN
    PERFORM books_refuse('an account with a balance cannot be closed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER books_account_closed BEFORE UPDATE ON books_account
  FOR EACH ROW EXECUTE FUNCTION books_account_closed();

-- One journal in one round trip. A key that is known answers with its journal and its hash, and posts nothing.
CREATE FUNCTION books_post(
  the_customer bigint, the_id bigint, the_key varchar, the_hash bytea, the_loan bigint, the_currency char(3),
  booked date, counts date, the_kind varchar, reversed bigint, at bigint, who bigint,
  accounts varchar[], amounts bigint[], the_hold bigint, OUT journal_id bigint, OUT known_hash bytea
) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO books_journal (customer_id, id, idem_key, request_hash, loan_id, currency, period_id, book_date,
                             value_date, kind, reverses_id, lines, created_at, created_by)
  VALUES (the_customer, the_id, the_key, the_hash, the_loan, the_currency,
          coalesce((SELECT id FROM books_period WHERE booked BETWEEN starts AND ends), 0), booked,
          counts, the_kind, reversed, cardinality(accounts), at, who)
  ON CONFLICT (customer_id, idem_key) DO NOTHING
  RETURNING id INTO journal_id;
  IF journal_id IS NULL THEN
    SELECT id, request_hash INTO journal_id, known_hash
      FROM books_journal WHERE customer_id = the_customer AND idem_key = the_key;
  ELSE
    IF the_hold IS NOT NULL THEN
      -- Before the postings: what is held and what is posted of it must not count twice against a limit.
      UPDATE books_hold h SET state = 'posted', journal_id = the_id,
             posted = coalesce((SELECT amount FROM unnest(accounts, amounts) AS p (account, amount)
                                 WHERE p.account = h.account), 0)
       WHERE customer_id = the_customer AND id = the_hold;
      IF NOT FOUND THEN
        PERFORM books_refuse('there is no such hold');
      END IF;
    END IF;
    INSERT INTO books_posting (customer_id, journal_id, line, account, currency, loan_id, amount)
    SELECT the_customer, the_id, line, account, the_currency, the_loan, amount
      FROM unnest(accounts, amounts) WITH ORDINALITY AS p (account, amount, line);
  END IF;
END $$;
