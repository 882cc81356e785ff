-- One row for a request that was carried out, with the answer that it got. A request that failed leaves none.
CREATE TABLE commands_command (
  customer_id bigint NOT NULL REFERENCES customers_customer (id),
  idem_key    varchar(80) NOT NULL CHECK (idem_key <> ''),
  route       varchar(60) NOT NULL CHECK (route <> ''),
  body_hash   bytea NOT NULL CHECK (length(body_hash) = 32),
  answer      text NOT NULL CHECK (answer::json IS NOT NULL),
  actor_id    bigint NOT NULL CHECK (actor_id >= 0),
  created_at  bigint NOT NULL,
  PRIMARY KEY (customer_id, idem_key)
);
CREATE FUNCTION commands_never() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = 'commands: ' || TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commands_command_never BEFORE UPDATE OR DELETE ON commands_command
  FOR EACH ROW EXECUTE FUNCTION commands_never('what was carried out is never changed or deleted');
CREATE TRIGGER commands_command_truncate BEFORE TRUNCATE ON commands_command
  FOR EACH STATEMENT EXECUTE FUNCTION commands_never('what was carried out is never changed or deleted');
