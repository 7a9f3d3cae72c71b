/** A Deeplearning4j graph read as nodes: what executors of other libraries compute in its place. */
@NullMarked
package org.apga.engine.dl4j.nodes;

import org.jspecify.annotations.NullMarked;
