#!/usr/bin/env node
/** The program as a plugin of kubectl: a file of its own, for on Windows npm's shim calls the file, not a link of that name. */
import './main.js';
