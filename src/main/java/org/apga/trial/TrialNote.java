package org.apga.trial;

import org.apga.plan.TrialId;

/**
 * Something about a running trial that a person should know, such as from where it goes on.
 *
 * @param text one line
 */
public record TrialNote(TrialId trial, String text) {}
