/**
 * Recomputes training runs whose numbers are known, through the classes that train. It opens no
 * engine itself.
 */
@NullMarked
package org.apga.verify;

import org.jspecify.annotations.NullMarked;
