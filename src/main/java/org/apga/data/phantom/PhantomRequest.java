package org.apga.data.phantom;

import java.util.Optional;
import java.util.Set;

/**
 * One image to draw.
 *
 * <p>The same request gives the same pixels. Changing only {@code lesion} changes only the lesion
 * and the fragment beyond it.
 *
 * @param part a body part in lower case, such as {@code elbow}
 * @param patientSeed decides the anatomy: the same in all views and studies
 * @param studySeed decides the place of the lesion: the same in all views of a study
 * @param view from 0; decides projection, pose, size, exposure and noise
 * @param lesion none for a normal image
 * @param difficulty in [0, 1]: 0 = lesions large and of high contrast, little variation of pose and
 *     exposure, no normal variants; 1 = lesions subtle, growth plates and vessels that resemble
 *     them
 * @param distractors other objects and marks on the image
 */
public record PhantomRequest(
    String part,
    long patientSeed,
    long studySeed,
    int view,
    Optional<LesionKind> lesion,
    double difficulty,
    Set<Distractor> distractors) {}
