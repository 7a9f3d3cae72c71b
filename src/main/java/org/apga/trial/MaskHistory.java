package org.apga.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apga.data.Example;
import org.apga.engine.Batch;
import org.apga.engine.Masks;
import org.apga.masks.GreyImage;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.train.Evaluator;
import org.apga.train.Networks;
import org.apga.train.TrainListener;
import org.apga.train.TrainingPoint;

/**
 * How a policy's masks of a few test images move over the epochs. It only observes: nothing that is
 * trained or chosen depends on it. In a long training it keeps every second, fourth, ... epoch, and
 * always the latest.
 */
final class MaskHistory implements TrainListener {
  /** Most epochs that are kept, including the latest and the state before the first batch. */
  static final int MOST_EPOCHS = 12;

  private static final int LONGEST_SIDE = 64;

  private final TrialRows rows;
  private final MaskSubjects subjects;
  private final List<Row> all;

  /**
   * @param earlier the rows of the attempt that this one continues from
   */
  MaskHistory(TrialRows rows, MaskSubjects subjects, List<Row> earlier) {
    this.rows = rows;
    this.subjects = subjects;
    this.all = new ArrayList<>(earlier);
  }

  /** Called before the first batch. */
  void begins(Networks networks) {
    look(0, networks);
  }

  @Override
  public void reached(TrainingPoint point) {
    if (point.state().epochDone()) {
      look(point.state().epoch(), point.networks());
    }
  }

  private void look(int epoch, Networks networks) {
    int[] places = subjects.choice().history().stream().mapToInt(Integer::intValue).toArray();
    if (networks.policy() == null || places.length == 0) {
      return;
    }
    Batch batch = subjects.test().batch(places);
    all.removeIf(row -> !isKept((int) row.whole("epoch"), epoch));
    all.addAll(networks.asEvaluated(() -> rows(epoch, places, batch, networks)));
  }

  private List<Row> rows(int epoch, int[] places, Batch batch, Networks networks) {
    Masks masks = Objects.requireNonNull(networks.policy()).masks(batch);
    List<Probabilities> said =
        Evaluator.ofEach(networks.classifier().probabilities(batch), places.length);
    return IntStream.range(0, places.length)
        .mapToObj(i -> row(epoch, places[i], said.get(i), masks.of(i)))
        .toList();
  }

  /** Whether an epoch is kept when {@code latest} is the last one. */
  static boolean isKept(int epoch, int latest) {
    int stride = 1;
    // Epochs 0, stride, 2 stride ... and the latest.
    while (latest / stride + 1 > MOST_EPOCHS - 1) {
      stride *= 2;
    }
    return epoch == latest || epoch % stride == 0;
  }

  private Row row(int epoch, int place, Probabilities said, Masks mask) {
    Example example = subjects.example(place);
    MaskMetrics metrics =
        LesionScores.metrics(
            mask.probabilities(), mask.height(), mask.width(), subjects.boxes().get(place));
    GreyImage small =
        GreyImage.of(mask.probabilities(), mask.height(), mask.width()).reduced(LONGEST_SIDE);
    Row.Builder row = rows.row(Tables.MASK_HISTORY);
    row.set("path", example.path()).set("label", example.label()).set("epoch", epoch);
    rows.named(row, example);
    row.set("probability", said.shown(example.label())).set("mask_share", metrics.shareOverHalf());
    row.set("height", small.height()).set("width", small.width()).set("policy", small.png());
    MaskMetrics.Lesion met = metrics.lesion();
    if (met != null) {
      row.set("mask_iou", met.iou());
    }
    return row.build();
  }

  /** The rows so far, by epoch. */
  List<Row> all() {
    return Collections.unmodifiableList(all);
  }
}
