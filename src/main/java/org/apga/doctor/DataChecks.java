package org.apga.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.config.GridConfig;
import org.apga.data.DataException;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.MuraLists;
import org.apga.data.PartImages;
import org.apga.files.FileErrors;
import org.apga.files.Patience;
import org.apga.files.StoreException;
import org.apga.store.ResultStore;
import org.apga.trial.DataSet;
import org.apga.trial.FailureCause;

/** Checks the data set and the results root. */
final class DataChecks {
  /** One image may be damaged; if all of these are, the problem is how they are reached. */
  private static final int IMAGES = 5;

  /** The reason of an image that could not be opened. */
  private static final String NOT_THERE = "not there";

  private DataChecks() {}

  static Finding results(GridConfig config, Configuration hadoop) {
    try {
      ResultStore store = ResultStore.open(config.resultsRoot(), hadoop);
      store.requireWritable();
      return Finding.ok("results", store.root() + " can be written");
    } catch (StoreException e) {
      return Finding.said("results", e, FailureCause.INFRASTRUCTURE);
    }
  }

  static Finding data(GridConfig config, Configuration hadoop, Supplier<DataSet> dataSet) {
    Path root = new Path(config.data().root());
    try {
      if (willBeWritten(config, hadoop)) {
        return Finding.ok("data", "phantoms will be written to " + root);
      }
    } catch (IOException | RuntimeException e) {
      // Unchecked if the library of a scheme is missing, or a path is not valid.
      return Finding.machine(
          "data",
          "Cannot reach the data set in " + root + ": " + FileErrors.reason(e),
          "Set data.root to a folder on a file system that this machine reaches.");
    }
    Decoding decoding = new Decoding(config.training().imageSize(), config.data().reading(), 1);
    try {
      DataSet read = dataSet.get();
      read.require(config);
      List<String> parts = config.grid().parts();
      Optional<String> lacking = read.lacking(config).findFirst();
      if (lacking.isPresent()) {
        return Finding.said("data", lacking.get(), FailureCause.DATA);
      }
      List<String> wrong = new ArrayList<>();
      boolean inReach = false;
      for (String part : parts) {
        List<Example> some = read.manifest().ofGroup(part).stream().limit(IMAGES).toList();
        PartImages images =
            ImageSource.of(read.manifest()).read(some, decoding, hadoop, Patience.none());
        inReach |= !images.examples().isEmpty();
        if (images.examples().isEmpty()) {
          PartImages.Unreadable unreadable = images.unreadable().get(0);
          wrong.add(unreadable.example().path() + ": " + unreadable.reason());
          inReach |= images.unreadable().stream().anyMatch(DataChecks::wasOpened);
        }
      }
      if (wrong.isEmpty()) {
        return Finding.ok(
            "data",
            String.format(
                "%s: %d images listed, the first of %s read",
                read.manifest().name(),
                read.manifest().examples().size(),
                String.join(", ", parts)));
      }
      String what =
          "none of the first images can be read, %s, in %s"
              .formatted(String.join(", ", wrong), config.data().root());
      return inReach
          ? Finding.data("data", what, "Restore the files, or leave such parts out of grid.parts.")
          : Finding.machine(
              "data",
              what,
              "Set data.root to a folder that every machine can reach, and let this user read it.");
    } catch (DataException e) {
      return Finding.said("data", e, FailureCause.DATA);
    } catch (UncheckedIOException e) {
      return Finding.machine("data", FileErrors.told(e), "Check the file system.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.machine("data", "the check was interrupted", "Try again.");
    }
  }

  /** Returns whether the grid will write phantoms before it trains on them. */
  static boolean willBeWritten(GridConfig config, Configuration hadoop) throws IOException {
    Path root = new Path(config.data().root());
    boolean there = root.getFileSystem(hadoop).exists(new Path(root, MuraLists.NAME));
    return !there && config.data().asksForPhantoms();
  }

  private static boolean wasOpened(PartImages.Unreadable image) {
    return !image.reason().equals(NOT_THERE);
  }
}
