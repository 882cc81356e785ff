"""The book: many loans, from a tape or from a store, added up, reported and audited."""
