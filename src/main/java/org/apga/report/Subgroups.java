package org.apga.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apga.metrics.Metric;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.Holm;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.MeanMetric;
import org.apga.metrics.stats.Replicates;
import org.apga.metrics.stats.SidePermutations;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.Predictions.Image;
import org.apga.report.Reached.Figure;
import org.apga.report.SubgroupReport.Matched;
import org.apga.report.SubgroupReport.Subgroup;
import org.jspecify.annotations.Nullable;

/**
 * Measures cells on subsets of their test images: those with the same value in a column of the
 * manifest, and pairs of an abnormal and a normal image that agree in several columns. This trains
 * nothing. Resamples of patients are those of {@link TrialResampler}.
 *
 * <p>Holm's correction is over the tests of one way of training (shots, variant and arm) and one
 * metric: all parts, columns and values. As with comparisons, there is no correction over arms and
 * metrics. In a column with two values, one gap is minus the other and counts once.
 */
public final class Subgroups {
  /** The metrics that are measured. */
  public static final List<Metric> METRICS =
      List.of(Metric.ACCURACY, Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.AUROC);

  /** The metrics whose gaps are tested. */
  public static final List<Metric> TESTED = List.of(Metric.ACCURACY, Metric.AUROC);

  /** With fewer images, or pairs, there are no figures. */
  static final int FEWEST = 20;

  private final TrialGrid grid;
  private final Predictions predictions;
  private final TrialResampler resampler;
  private final ReportSettings asked;
  private final int classes;
  private final Map<String, Matching> matchings = new HashMap<>();

  private Subgroups(RunResults results, ReportSettings asked) {
    grid = TrialGrid.of(results);
    predictions = results.predictions();
    resampler = new TrialResampler(grid, predictions, asked.resampling());
    this.asked = asked;
    classes = results.classes().size();
  }

  /** Reports on the requested columns that images of the test split have. */
  static SubgroupReport of(RunResults results, ReportSettings asked) {
    return asked.asksOfSome()
        ? new Subgroups(results, asked).report()
        : new SubgroupReport(asked, List.of(), List.of(), List.of());
  }

  /** The columns of the manifest in which a test image of a run's results has a value. */
  public static Set<String> columns(RunResults results) {
    return values(results).keySet();
  }

  /** The values that test images of a run's results have, by column of the manifest. */
  public static SortedMap<String, Set<String>> values(RunResults results) {
    TrialGrid grid = TrialGrid.of(results);
    return values(
        grid.cells().stream()
            .flatMap(cell -> grid.completed(cell).values().stream())
            .flatMap(trial -> results.predictions().tested(trial.text("trial")).stream()));
  }

  private static SortedMap<String, Set<String>> values(Stream<Image> images) {
    SortedMap<String, Set<String>> values = new TreeMap<>();
    images
        .flatMap(image -> image.attributes().entrySet().stream())
        .forEach(
            attribute ->
                values
                    .computeIfAbsent(attribute.getKey(), column -> new TreeSet<>())
                    .add(attribute.getValue()));
    return values;
  }

  /** A cell's trials with predictions of test images, and these images. */
  private record Models(CellName cell, List<String> trials, List<Image> images) {}

  private SubgroupReport report() {
    List<Models> all =
        grid.cells().stream().map(this::models).filter(m -> !m.trials.isEmpty()).toList();
    Set<String> columns = values(all.stream().flatMap(models -> models.images.stream())).keySet();
    List<Subgroup> subgroups = new ArrayList<>();
    List<Matched> matched = new ArrayList<>();
    for (Models models : all) {
      for (String column : asked.subgroups()) {
        if (columns.contains(column)) {
          subgroups.addAll(subgroups(models, column));
        }
      }
      if (classes == 2 && !asked.match().isEmpty() && columns.containsAll(asked.match())) {
        matched.add(matched(models));
      }
    }
    return new SubgroupReport(
        asked,
        corrected(subgroups),
        matched,
        all.isEmpty() ? List.of() : asked.problems(columns, classes));
  }

  private Models models(CellName cell) {
    List<String> trials =
        grid.completed(cell).values().stream()
            .map(trial -> trial.text("trial"))
            .filter(trial -> !predictions.tested(trial).isEmpty())
            .toList();
    return new Models(
        cell, trials, trials.isEmpty() ? List.of() : predictions.tested(trials.get(0)));
  }

  private List<Subgroup> subgroups(Models models, String column) {
    Set<@Nullable String> values = new LinkedHashSet<>();
    models.images.stream()
        .map(image -> image.attributes().get(column))
        .filter(Objects::nonNull)
        .sorted()
        .forEach(values::add);
    int known = values.size();
    if (models.images.stream().anyMatch(image -> !image.attributes().containsKey(column))) {
      values.add(null);
    }
    List<Subgroup> subgroups = new ArrayList<>();
    for (@Nullable String value : values) {
      boolean mirrored = known == 2 && subgroups.size() == 1;
      subgroups.add(
          new Subgroup(column, value, mirrored, reached(models, column, value, known, mirrored)));
    }
    return subgroups;
  }

  /**
   * @param known number of known values of the column
   * @param mirrored whether the previous value was already tested against this one
   */
  private Reached reached(
      Models models, String column, @Nullable String value, int known, boolean mirrored) {
    Predicate<Image> has = image -> Objects.equals(image.attributes().get(column), value);
    Predicate<Image> another = image -> image.attributes().containsKey(column) && !has.test(image);
    String few = few(models, has);
    String others = few(models, another);
    if (!few.isEmpty()) {
      return counted(models, has, few);
    }
    Map<Metric, MeanMetric> means = means(models, has);
    if (value == null || !others.isEmpty()) {
      String why = known == 1 ? "no image has another value" : "the others: " + others;
      return with(counted(models, has, value == null ? "" : why), means, Map.of(), Map.of());
    }
    Map<Metric, Double> p =
        mirrored
            ? Map.of()
            : SidePermutations.p(
                scored(models, has), scored(models, another), TESTED, asked.resampling());
    return with(counted(models, has, ""), means, means(models, another), p);
  }

  private Matched matched(Models models) {
    Matching matching =
        matchings.computeIfAbsent(
            models.cell.part(),
            part -> Matching.of(part, models.images, asked.match(), asked.resampling().seed()));
    int pairs = matching.pairs().size();
    Predicate<Image> paired = matching.images()::contains;
    Map<Metric, MeanMetric> all = means(models, image -> true);
    String few = pairs < FEWEST ? counted(pairs, "pair") : "";
    Reached counted = counted(models, paired, few);
    return new Matched(
        pairs,
        models.images.size() - 2 * pairs,
        matching.unknown(),
        with(counted(models, image -> true, ""), all, Map.of(), Map.of()),
        few.isEmpty() ? with(counted, means(models, paired), all, Map.of()) : counted);
  }

  /** Why images are too few for figures; empty if they are not. */
  private static String few(Models models, Predicate<Image> some) {
    List<Image> images = models.images.stream().filter(some).toList();
    if (images.size() < FEWEST) {
      return counted(images.size(), "image");
    }
    return images.stream().mapToInt(Image::label).distinct().count() < 2 ? "one class" : "";
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s") + ", fewer than " + FEWEST;
  }

  /** Each seed's scores of some images. */
  private List<List<Scored>> scored(Models models, Predicate<Image> some) {
    List<List<Scored>> scored = new ArrayList<>();
    for (String trial : models.trials) {
      List<Image> images = predictions.tested(trial);
      List<Scored> all = predictions.of(trial, Predictions.TEST, Level.IMAGE, ScoreKind.PLAIN);
      List<Scored> chosen = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        if (some.test(images.get(i))) {
          chosen.add(all.get(i));
        }
      }
      scored.add(chosen);
    }
    return scored;
  }

  /** Means over the seeds, in resamples of the part's patients. */
  private Map<Metric, MeanMetric> means(Models models, Predicate<Image> some) {
    List<Replicates> seeds = resampler.tested(scored(models, some), models.cell.part());
    Map<Metric, MeanMetric> means = new EnumMap<>(Metric.class);
    METRICS.forEach(metric -> means.put(metric, MeanMetric.of(seeds, metric)));
    return means;
  }

  /** Only the counts, without figures. */
  private static Reached counted(Models models, Predicate<Image> some, String tooFew) {
    List<Image> images = models.images.stream().filter(some).toList();
    return new Reached(
        models.cell,
        models.trials.size(),
        images.size(),
        (int) images.stream().filter(image -> image.label() == 1).count(),
        (int) images.stream().map(Image::patient).distinct().count(),
        tooFew,
        Map.of());
  }

  /**
   * Adds figures.
   *
   * @param others means on the images that these are compared with; empty for no comparison
   * @param p of the gaps that are tested
   */
  private static Reached with(
      Reached counted,
      Map<Metric, MeanMetric> means,
      Map<Metric, MeanMetric> others,
      Map<Metric, Double> p) {
    Reached reached = counted;
    for (Map.Entry<Metric, MeanMetric> mean : means.entrySet()) {
      MeanMetric own = mean.getValue();
      MeanMetric other = others.get(mean.getKey());
      reached =
          reached.with(
              mean.getKey(),
              new Figure(
                  own.estimate(),
                  own.interval(),
                  other == null ? Double.NaN : own.estimate() - other.estimate(),
                  other == null ? Interval.NONE : own.minus(other),
                  p.getOrDefault(mean.getKey(), Double.NaN),
                  Double.NaN,
                  0));
    }
    return reached;
  }

  private static List<Subgroup> corrected(List<Subgroup> subgroups) {
    Subgroup[] corrected = subgroups.toArray(Subgroup[]::new);
    List<List<String>> families = subgroups.stream().map(Subgroups::family).toList();
    for (List<String> family : new LinkedHashSet<>(families)) {
      for (Metric metric : TESTED) {
        double[] p = new double[corrected.length];
        Arrays.setAll(
            p,
            i ->
                families.get(i).equals(family)
                    ? corrected[i].reached().figure(metric).p()
                    : Double.NaN);
        double[] holm = Holm.adjust(p);
        int tests = (int) Arrays.stream(p).filter(one -> !Double.isNaN(one)).count();
        for (int i = 0; i < p.length; i++) {
          Reached reached = corrected[i].reached();
          int of = corrected[i].mirrored() ? i - 1 : i;
          if (families.get(i).equals(family) && !Double.isNaN(p[of])) {
            Figure figure = reached.figure(metric).corrected(p[of], holm[of], tests);
            corrected[i] =
                new Subgroup(
                    corrected[i].attribute(),
                    corrected[i].value(),
                    corrected[i].mirrored(),
                    reached.with(metric, figure));
          }
        }
      }
    }
    return List.of(corrected);
  }

  private static List<String> family(Subgroup subgroup) {
    CellName cell = subgroup.reached().cell();
    return List.of(cell.shots(), cell.variant(), cell.arm());
  }
}
