// Behaviour of the server's pages. A page says all it has to say without this.
