/** Which cores of this machine the threads of a trial's operations run on. */
@NullMarked
package org.apga.engine.dl4j.cores;

import org.jspecify.annotations.NullMarked;
