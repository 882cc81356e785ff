CREATE TABLE loans_contract (
  customer_id   INTEGER NOT NULL REFERENCES customers_customer (id),
  id            INTEGER NOT NULL CHECK (id > 0),
  external_id   TEXT CHECK (length(external_id) BETWEEN 1 AND 64),
  product       TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 30),
  currency      TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  document      TEXT NOT NULL CHECK (json_valid(document)),
  document_hash BLOB NOT NULL CHECK (length(document_hash) = 32),
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (customer_id, id),
  UNIQUE (customer_id, external_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER loans_contract_once BEFORE INSERT ON loans_contract BEGIN
  SELECT RAISE(ABORT, 'loans: this contract exists already') WHERE EXISTS (SELECT 1 FROM loans_contract WHERE customer_id = NEW.customer_id AND (id = NEW.id OR external_id = NEW.external_id));
END;
CREATE TRIGGER loans_contract_update BEFORE UPDATE ON loans_contract BEGIN
  SELECT RAISE(ABORT, 'loans: a contract is never changed or deleted');
END;
CREATE TRIGGER loans_contract_delete BEFORE DELETE ON loans_contract BEGIN
  SELECT RAISE(ABORT, 'loans: a contract is never changed or deleted');
END;

CREATE TABLE loans_event (
  customer_id INTEGER NOT NULL,
  loan_id     INTEGER NOT NULL,
  id          INTEGER NOT NULL CHECK (id > 0),
  kind        TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 30),
  effective   TEXT NOT NULL CHECK (effective IS date(effective)),
  recorded    TEXT NOT NULL CHECK (recorded IS date(recorded)),
  document    TEXT NOT NULL CHECK (json_valid(document)),
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (customer_id, loan_id, id),
  FOREIGN KEY (customer_id, loan_id) REFERENCES loans_contract (customer_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER loans_event_once BEFORE INSERT ON loans_event BEGIN
  SELECT RAISE(ABORT, 'loans: this event exists already') WHERE EXISTS (SELECT 1 FROM loans_event WHERE customer_id = NEW.customer_id AND loan_id = NEW.loan_id AND id = NEW.id);
END;
CREATE TRIGGER loans_event_update BEFORE UPDATE ON loans_event BEGIN
  SELECT RAISE(ABORT, 'loans: an event is never changed or deleted; record another one that undoes it');
END;
CREATE TRIGGER loans_event_delete BEFORE DELETE ON loans_event BEGIN
  SELECT RAISE(ABORT, 'loans: an event is never changed or deleted; record another one that undoes it');
END;
