-- The customer's id leads every key below it. Id 0 is the house: the lender itself.
CREATE TABLE customers_customer (
  id          INTEGER PRIMARY KEY CHECK (id >= 0),
  external_id TEXT UNIQUE CHECK (length(external_id) BETWEEN 1 AND 64),
  created_at  INTEGER NOT NULL
) STRICT;
INSERT INTO customers_customer VALUES (0, NULL, 0);
CREATE TRIGGER customers_customer_once BEFORE INSERT ON customers_customer BEGIN
  SELECT RAISE(ABORT, 'customers: this customer exists already') WHERE EXISTS (SELECT 1 FROM customers_customer WHERE id = NEW.id OR external_id = NEW.external_id);
END;
CREATE TRIGGER customers_customer_update BEFORE UPDATE ON customers_customer BEGIN
  SELECT RAISE(ABORT, 'customers: a customer is never changed or deleted');
END;
CREATE TRIGGER customers_customer_delete BEFORE DELETE ON customers_customer BEGIN
  SELECT RAISE(ABORT, 'customers: a customer is never changed or deleted');
END;
