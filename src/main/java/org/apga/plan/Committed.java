package org.apga.plan;

import java.util.SortedMap;

/**
 * A trial that was done before.
 *
 * @param identity its identity at that time
 * @param seconds how long it took, wall clock; NaN if that was not recorded
 */
public record Committed(
    TrialId id, Cell cell, long seed, SortedMap<String, String> identity, double seconds) {}
