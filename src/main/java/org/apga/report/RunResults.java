package org.apga.report;

import java.util.List;
import org.apga.store.Row;

/**
 * What a run left in its tables.
 *
 * @param run its name
 * @param trials rows of {@link org.apga.store.Tables#TRIALS}, one for every planned trial
 * @param predictions of its completed trials
 */
public record RunResults(String run, List<Row> trials, Predictions predictions) {}
