package org.apga.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apga.store.Row;
import org.apga.train.EpochReport;
import org.apga.train.TrainListener;

/** The rows of a trial's epochs, those of earlier attempts included that it goes on from. */
final class EpochRows implements TrainListener {
  private final TrialRows rows;
  private final List<Row> all;

  EpochRows(TrialRows rows, List<Row> earlier) {
    this.rows = rows;
    this.all = new ArrayList<>(earlier);
  }

  @Override
  public void epochDone(EpochReport report) {
    all.add(rows.epoch(report));
  }

  List<Row> all() {
    return Collections.unmodifiableList(all);
  }

  double seconds() {
    return all.stream().mapToDouble(row -> row.real("seconds")).sum();
  }
}
