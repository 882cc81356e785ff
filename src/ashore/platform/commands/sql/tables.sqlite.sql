-- One row for a request that was carried out, with the answer that it got. A request that failed leaves none.
CREATE TABLE commands_command (
  customer_id INTEGER NOT NULL REFERENCES customers_customer (id),
  idem_key    TEXT NOT NULL CHECK (length(idem_key) BETWEEN 1 AND 80),
  route       TEXT NOT NULL CHECK (length(route) BETWEEN 1 AND 60),
  body_hash   BLOB NOT NULL CHECK (length(body_hash) = 32),
  answer      TEXT NOT NULL CHECK (json_valid(answer)),
  actor_id    INTEGER NOT NULL CHECK (actor_id >= 0),
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (customer_id, idem_key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER commands_command_once BEFORE INSERT ON commands_command BEGIN
  SELECT RAISE(ABORT, 'commands: this key was used already') WHERE EXISTS (SELECT 1 FROM commands_command WHERE customer_id = NEW.customer_id AND idem_key = NEW.idem_key);
END;
CREATE TRIGGER commands_command_update BEFORE UPDATE ON commands_command BEGIN
  SELECT RAISE(ABORT, 'commands: what was carried out is never changed or deleted');
END;
CREATE TRIGGER commands_command_delete BEFORE DELETE ON commands_command BEGIN
  SELECT RAISE(ABORT, 'commands: what was carried out is never changed or deleted');
END;
