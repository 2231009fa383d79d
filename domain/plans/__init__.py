"""Service plans: what a customer's service costs, and the credits he has of it (R67–R81, R90)."""
