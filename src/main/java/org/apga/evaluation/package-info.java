/**
 * Evaluates committed models on other images than those of a grid: chooses models and images, and
 * makes the resulting rows and files.
 */
@NullMarked
package org.apga.evaluation;

import org.jspecify.annotations.NullMarked;
