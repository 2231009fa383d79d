"""What several rooms of the tests share: real servers, started once for a session."""
