CREATE TABLE outbox_message (
  customer_id  INTEGER NOT NULL REFERENCES customers_customer (id),
  id           INTEGER NOT NULL CHECK (id > 0),
  topic        TEXT NOT NULL CHECK (length(topic) BETWEEN 1 AND 60),
  payload      TEXT NOT NULL CHECK (json_valid(payload)),
  created_at   INTEGER NOT NULL,
  due_at       INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  delivered_at INTEGER,
  PRIMARY KEY (customer_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_message_waiting ON outbox_message (due_at) WHERE delivered_at IS NULL;
CREATE TRIGGER outbox_message_update BEFORE UPDATE ON outbox_message BEGIN
  SELECT RAISE(ABORT, 'outbox: a message keeps its contents, and once delivered it is done')
   WHERE OLD.delivered_at IS NOT NULL
      OR (NEW.customer_id, NEW.id, NEW.topic, NEW.payload, NEW.created_at)
         IS NOT (OLD.customer_id, OLD.id, OLD.topic, OLD.payload, OLD.created_at);
END;
CREATE TRIGGER outbox_message_delete BEFORE DELETE ON outbox_message BEGIN
  SELECT RAISE(ABORT, 'outbox: a message that waits is never deleted') WHERE OLD.delivered_at IS NULL;
END;
