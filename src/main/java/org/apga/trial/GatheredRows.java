package org.apga.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apga.store.Row;
import org.apga.train.EpochReport;
import org.apga.train.TrainListener;

/**
 * Collects the rows of a training while it runs, including those of the earlier attempts that it
 * continues from. Checkpoints contain them.
 */
final class GatheredRows implements TrainListener {
  private final TrialRows rows;
  private final List<Row> epochs;
  private final MaskHistory masks;

  GatheredRows(TrialRows rows, List<Row> earlierEpochs, MaskHistory masks) {
    this.rows = rows;
    this.epochs = new ArrayList<>(earlierEpochs);
    this.masks = masks;
  }

  @Override
  public void epochDone(EpochReport report) {
    epochs.add(rows.epoch(report));
  }

  /** One row for each epoch that is done. */
  List<Row> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  double epochSeconds() {
    return epochs.stream().mapToDouble(row -> row.real("seconds")).sum();
  }

  MaskHistory masks() {
    return masks;
  }
}
