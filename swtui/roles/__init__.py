"""Read, search and order the roles that the AWS files define."""
