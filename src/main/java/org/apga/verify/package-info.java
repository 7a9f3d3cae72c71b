/**
 * Recomputes training runs whose numbers are known, through the classes that train. Opens no engine
 * itself.
 */
@NullMarked
package org.apga.verify;

import org.jspecify.annotations.NullMarked;
