"""Mail: a notice becomes a letter in the receiver's language, and a transport takes it away."""
