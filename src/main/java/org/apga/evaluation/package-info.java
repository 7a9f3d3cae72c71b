/**
 * What committed models say of images that no grid planned: which models, which images, and the
 * rows and files that come of it.
 */
@NullMarked
package org.apga.evaluation;

import org.jspecify.annotations.NullMarked;
