/** Where a number comes from: the software, its build, and the machine. */
@NullMarked
package org.apga.provenance;

import org.jspecify.annotations.NullMarked;
