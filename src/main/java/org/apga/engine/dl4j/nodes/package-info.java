/** A Deeplearning4j graph as nodes, from which executors of other libraries compute it. */
@NullMarked
package org.apga.engine.dl4j.nodes;

import org.jspecify.annotations.NullMarked;
