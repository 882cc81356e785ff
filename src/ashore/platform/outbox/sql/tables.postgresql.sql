CREATE TABLE outbox_message (
  customer_id  bigint NOT NULL REFERENCES customers_customer (id),
  id           bigint NOT NULL CHECK (id > 0),
  topic        varchar(60) NOT NULL CHECK (topic <> ''),
  payload      text NOT NULL CHECK (payload::json IS NOT NULL),
  created_at   bigint NOT NULL,
  due_at       bigint NOT NULL,
  attempts     integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  delivered_at bigint,
  PRIMARY KEY (customer_id, id)
);
CREATE INDEX outbox_message_waiting ON outbox_message (due_at) WHERE delivered_at IS NULL;
CREATE FUNCTION outbox_message_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.delivered_at IS NOT NULL
     OR (NEW.customer_id, NEW.id, NEW.topic, NEW.payload, NEW.created_at)
        IS DISTINCT FROM (OLD.customer_id, OLD.id, OLD.topic, OLD.payload, OLD.created_at) THEN
    RAISE EXCEPTION USING MESSAGE = 'outbox: a message keeps its contents, and once delivered it is done',
      ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_message_kept BEFORE UPDATE ON outbox_message
  FOR EACH ROW EXECUTE FUNCTION outbox_message_kept();
CREATE FUNCTION outbox_message_waits() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.delivered_at IS NULL THEN
    RAISE EXCEPTION USING MESSAGE = 'outbox: a message that waits is never deleted',
      ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER outbox_message_waits BEFORE DELETE ON outbox_message
  FOR EACH ROW EXECUTE FUNCTION outbox_message_waits();
