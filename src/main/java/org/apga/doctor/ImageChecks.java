package org.apga.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.data.Classes;
import org.apga.data.DataException;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.NarrowLevels;
import org.apga.data.PartData;
import org.apga.data.PartImages;
import org.apga.data.Splits;
import org.apga.files.FileErrors;
import org.apga.files.Patience;
import org.apga.trial.DataSet;
import org.apga.trial.FailureCause;

/** Counts the kinds of files of the images of a grid's parts, and checks their grey levels. */
final class ImageChecks {
  /** Number of images checked per part; more would add little. */
  private static final int MOST = 200;

  /** An image with more than this share of its pixels black or white counts as black or white. */
  private static final double NEARLY_ALL = 0.99;

  private static final int BLACKEST = 5;
  private static final int WHITEST = 250;

  /**
   * A kind is tested only if it and all other kinds together each have at least this many images.
   */
  private static final int FEWEST = 20;

  /** Limit of the p value of a chi-squared test: so small that no kind is below it by chance. */
  private static final double SURELY = 1e-6;

  private final Map<String, Integer> kinds = new TreeMap<>();
  private final List<String> extreme = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> narrow = new ArrayList<>();
  private final List<String> shortcuts = new ArrayList<>();

  private final Classes classes;

  private ImageChecks(Classes classes) {
    this.classes = classes;
  }

  /** Number of images of a kind by label. */
  private record Labels(String kind, long[] counts) {
    long all() {
      return LongStream.of(counts).sum();
    }
  }

  static Finding images(GridConfig config, Configuration hadoop, Supplier<DataSet> dataSet) {
    try {
      if (DataChecks.willBeWritten(config, hadoop)) {
        return Finding.ok("images", "none exist yet");
      }
      DataSet opened = dataSet.get();
      return new ImageChecks(opened.manifest().classes()).look(config, hadoop, opened);
    } catch (DataException e) {
      return Finding.said("images", e, FailureCause.DATA);
    } catch (IOException e) {
      return Finding.machine(
          "images", "cannot be read: " + FileErrors.reason(e), "Check the file system.");
    } catch (UncheckedIOException e) {
      return Finding.machine("images", FileErrors.told(e), "Check the file system.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.machine("images", "the check was interrupted", "Try again.");
    }
  }

  private Finding look(GridConfig config, Configuration hadoop, DataSet dataSet)
      throws IOException, InterruptedException {
    ImageSource source = ImageSource.of(dataSet.manifest());
    Decoding decoding =
        new Decoding(
            config.training().imageSize(), config.data().reading(), config.data().decodeThreads());
    Splits splits = dataSet.scheme().example(config.grid().seeds().get(0));
    int all = 0;
    int looked = 0;
    for (String part : config.grid().parts()) {
      List<Example> listed = dataSet.manifest().ofGroup(part);
      List<Example> some = some(listed);
      all += listed.size();
      looked += some.size();
      PartImages images = source.read(some, decoding, hadoop, Patience.none());
      levels(images);
      PartData.requireReadable(images, splits, config.data().tolerance());
      NarrowLevels.warning(part, images).ifPresent(narrow::add);
      count(part, some, source.kinds(some, hadoop));
    }
    String kindsSeen =
        kinds.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", "));
    String of = looked == all ? "all " + all : looked + " of " + all;
    return Finding.warning("images", of + " images: " + kindsSeen, warning());
  }

  /** Returns images evenly spread over the list, the same each time. */
  private static List<Example> some(List<Example> listed) {
    return listed.size() <= MOST
        ? listed
        : IntStream.range(0, MOST)
            .mapToObj(i -> listed.get((int) ((long) i * listed.size() / MOST)))
            .toList();
  }

  private void levels(PartImages images) {
    for (int i = 0; i < images.examples().size(); i++) {
      byte[] pixels = images.pixels().get(i);
      int black = 0;
      int white = 0;
      for (byte pixel : pixels) {
        black += (pixel & 0xff) <= BLACKEST ? 1 : 0;
        white += (pixel & 0xff) >= WHITEST ? 1 : 0;
      }
      if (Math.max(black, white) > NEARLY_ALL * pixels.length) {
        extreme.add(images.examples().get(i).path());
      }
    }
    images.unreadable().forEach(u -> unreadable.add(u.example().path() + ": " + u.reason()));
  }

  private void count(String part, List<Example> some, List<String> theirKinds) {
    Map<String, Labels> table = new TreeMap<>();
    for (int i = 0; i < some.size(); i++) {
      String kind = theirKinds.get(i);
      if (!kind.isEmpty()) {
        kinds.merge(kind, 1, Integer::sum);
        long[] one = new long[classes.size()];
        one[some.get(i).label()] = 1;
        table.merge(kind, new Labels(kind, one), ImageChecks::together);
      }
    }
    Labels all =
        table.values().stream()
            .reduce(new Labels("", new long[classes.size()]), ImageChecks::together);
    Optional<Labels> telling =
        table.values().stream()
            .filter(kind -> kind.all() >= FEWEST && all.all() - kind.all() >= FEWEST)
            .filter(kind -> LongStream.of(all.counts).filter(count -> count > 0).count() > 1)
            .min(Comparator.comparingDouble(kind -> chance(kind, all)));
    telling
        .filter(kind -> chance(kind, all) < SURELY)
        .map(kind -> told(part, kind, all))
        .ifPresent(shortcuts::add);
  }

  private String told(String part, Labels kind, Labels all) {
    int told = classes.size() == 2 ? 1 : mostTelling(kind, all);
    return "%d of %d %s of %s are %s, and %d of %d others: the network may learn the kind of file."
        .formatted(
            kind.counts[told],
            kind.all(),
            kind.kind,
            part,
            classes.name(told),
            all.counts[told] - kind.counts[told],
            all.all() - kind.all());
  }

  /** Returns the class whose share differs most between a kind and all others. */
  private static int mostTelling(Labels kind, Labels all) {
    double others = all.all() - kind.all();
    return IntStream.range(0, all.counts.length)
        .boxed()
        .max(
            Comparator.comparingDouble(
                c ->
                    Math.abs(
                        (double) kind.counts[c] / kind.all()
                            - (all.counts[c] - kind.counts[c]) / others)))
        .orElseThrow();
  }

  private static Labels together(Labels one, Labels other) {
    long[] sums = new long[one.counts.length];
    Arrays.setAll(sums, c -> one.counts[c] + other.counts[c]);
    return new Labels(one.kind, sums);
  }

  /**
   * Returns the probability that labels differ at least this much between a kind and all others if
   * they do not depend on it.
   */
  private static double chance(Labels kind, Labels all) {
    int[] there = IntStream.range(0, all.counts.length).filter(c -> all.counts[c] > 0).toArray();
    long[] ofKind = IntStream.of(there).mapToLong(c -> kind.counts[c]).toArray();
    long[] ofOthers = IntStream.of(there).mapToLong(c -> all.counts[c] - kind.counts[c]).toArray();
    return new ChiSquareTest().chiSquareTest(new long[][] {ofKind, ofOthers});
  }

  private String warning() {
    List<String> sentences = new ArrayList<>();
    if (!unreadable.isEmpty()) {
      sentences.add("%d cannot be read, first %s.".formatted(unreadable.size(), unreadable.get(0)));
    }
    if (!extreme.isEmpty()) {
      sentences.add(
          "%d %s nearly black or white, first %s: look at %s."
              .formatted(
                  extreme.size(),
                  extreme.size() == 1 ? "is" : "are",
                  extreme.get(0),
                  extreme.size() == 1 ? "it" : "them"));
    }
    sentences.addAll(narrow);
    sentences.addAll(shortcuts);
    return String.join(" ", sentences);
  }
}
