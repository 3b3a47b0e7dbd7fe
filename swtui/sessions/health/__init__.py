"""What doctor reports about sessions, variables, sign-ins and the network."""
