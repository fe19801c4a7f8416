package vault

// Format is the version of the file format that this program reads and writes;
// a file that opens has it.
const Format = formatVersion
