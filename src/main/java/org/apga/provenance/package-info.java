/** Where a number comes from: which software, built from what, on which machine. */
@NullMarked
package org.apga.provenance;

import org.jspecify.annotations.NullMarked;
