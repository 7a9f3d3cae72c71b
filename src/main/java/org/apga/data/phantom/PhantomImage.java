package org.apga.data.phantom;

import java.util.Optional;

/**
 * @param pixels 0 black .. 1 white, row by row, {@code height * width} of them; not copied
 * @param lesion what makes it abnormal, and where
 */
public record PhantomImage(int width, int height, float[] pixels, Optional<Lesion> lesion) {}
