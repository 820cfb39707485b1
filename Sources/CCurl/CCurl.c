#include "CCurl.h"

// The wrappers are inline in the header; a C target needs one file to compile.
