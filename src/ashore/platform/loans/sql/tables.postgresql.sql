CREATE TABLE loans_contract (
  customer_id   bigint NOT NULL REFERENCES customers_customer (id),
  id            bigint NOT NULL CHECK (id > 0),
  external_id   varchar(64) CHECK (external_id <> ''),
  product       varchar(30) NOT NULL CHECK (product <> ''),
  currency      char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  document      text NOT NULL CHECK (document::json IS NOT NULL),
  document_hash bytea NOT NULL CHECK (length(document_hash) = 32),
  created_at    bigint NOT NULL,
  PRIMARY KEY (customer_id, id),
  UNIQUE (customer_id, external_id)
);

CREATE TABLE loans_event (
  customer_id bigint NOT NULL,
  loan_id     bigint NOT NULL,
  id          bigint NOT NULL CHECK (id > 0),
  kind        varchar(30) NOT NULL CHECK (kind <> ''),
  effective   date NOT NULL,
  recorded    date NOT NULL,
  document    text NOT NULL CHECK (document::json IS NOT NULL),
  created_at  bigint NOT NULL,
  PRIMARY KEY (customer_id, loan_id, id),
  FOREIGN KEY (customer_id, loan_id) REFERENCES loans_contract (customer_id, id)
);

CREATE FUNCTION loans_never() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = 'loans: ' || TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER loans_contract_never BEFORE UPDATE OR DELETE ON loans_contract
  FOR EACH ROW EXECUTE FUNCTION loans_never('a contract is never changed or deleted');
CREATE TRIGGER loans_contract_truncate BEFORE TRUNCATE ON loans_contract
  FOR EACH STATEMENT EXECUTE FUNCTION loans_never('a contract is never changed or deleted');
CREATE TRIGGER loans_event_never BEFORE UPDATE OR DELETE ON loans_event
  FOR EACH ROW EXECUTE FUNCTION loans_never('an event is never changed or deleted; record another one that undoes it');
CREATE TRIGGER loans_event_truncate BEFORE TRUNCATE ON loans_event
  FOR EACH STATEMENT EXECUTE FUNCTION loans_never('an event is never changed or deleted; record another one that undoes it');
