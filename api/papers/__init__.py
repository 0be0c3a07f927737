"""What is printed: certificates, notices, letters with house codes, paper ballots."""
