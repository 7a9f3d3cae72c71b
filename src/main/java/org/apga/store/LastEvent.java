package org.apga.store;

import java.time.Instant;

/**
 * The last that a process wrote into the event log of a run.
 *
 * @param event its name
 * @param written when
 */
public record LastEvent(String run, String event, Instant written) {}
