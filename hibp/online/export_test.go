package online

// Enough is for tests.
const Enough = enough
