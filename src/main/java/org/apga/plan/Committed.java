package org.apga.plan;

import java.util.SortedMap;

/**
 * A trial that was done before.
 *
 * @param identity as it was then
 */
public record Committed(TrialId id, Cell cell, long seed, SortedMap<String, String> identity) {}
