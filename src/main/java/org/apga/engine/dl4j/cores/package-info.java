/** Binds the threads of a trial's operations to cores of this machine. */
@NullMarked
package org.apga.engine.dl4j.cores;

import org.jspecify.annotations.NullMarked;
