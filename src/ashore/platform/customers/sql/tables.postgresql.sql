-- The customer's id leads every key below it. Id 0 is the house: the lender itself.
CREATE TABLE customers_customer (
  id          bigint PRIMARY KEY CHECK (id >= 0),
  external_id varchar(64) UNIQUE CHECK (external_id <> ''),
  created_at  bigint NOT NULL
);
INSERT INTO customers_customer VALUES (0, NULL, 0);
CREATE FUNCTION customers_never() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = 'customers: ' || TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER customers_customer_never BEFORE UPDATE OR DELETE ON customers_customer
  FOR EACH ROW EXECUTE FUNCTION customers_never('a customer is never changed or deleted');
CREATE TRIGGER customers_customer_truncate BEFORE TRUNCATE ON customers_customer
  FOR EACH STATEMENT EXECUTE FUNCTION customers_never('a customer is never changed or deleted');
