/**
 * What committed models say of images that no grid planned: which models, which images, and the
 * rows and files that come of it. May use {@code run}, {@code plan}, {@code train}, {@code report},
 * {@code store}, {@code data}, {@code config}, {@code engine} and {@code metrics}.
 */
@NullMarked
package org.apga.evaluation;

import org.jspecify.annotations.NullMarked;
